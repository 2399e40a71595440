const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Functions of one number, and what scales and shifts numbers, by constants or by their own statistics. */
export const keepPlaces = words(
  'Identity Cast CastLike Dropout Relu LeakyRelu PRelu Elu Selu Celu ThresholdedRelu Sigmoid HardSigmoid HardSwish Swish Tanh ' +
    'Softplus Softsign Gelu Mish com.microsoft.Gelu com.microsoft.QuickGelu Clip Softmax LogSoftmax Exp Log Sqrt Neg Abs ' +
    'Erf Reciprocal Atan Sin Cos Tan Floor Ceil Round BatchNormalization InstanceNormalization LayerNormalization ' +
    'GroupNormalization ' +
    'LpNormalization MeanVarianceNormalization LRN Greater GreaterOrEqual Less LessOrEqual Not',
);

/** What makes one tensor of several, place by place. */
export const joins = words('Add Sub Mul Div Pow Sum Mean Max Min Where');

/** Sums and means of their input with constant weights. */
export const averages = words('AveragePool GlobalAveragePool ReduceMean ReduceSum Resize Upsample');

export const resizing = words('Resize Upsample');

/** What gives numbers other places, leaves some out, or takes the largest. */
export const moves = words(
  'Flatten Reshape Squeeze Unsqueeze Transpose Slice Split Concat Gather Pad Expand Tile DepthToSpace SpaceToDepth ' +
    'MaxPool GlobalMaxPool ReduceMax ReduceMin',
);

/** What gives nothing below 0. */
export const neverNegative = words('Relu Sigmoid HardSigmoid Softplus Softmax Abs Exp Sqrt');

/** What gives nothing below 0 when it is given nothing below 0. */
export const keepSign = words(
  'Identity Cast Dropout Flatten Reshape Squeeze Unsqueeze Transpose Concat Add Sum Mean Mul Max Min MaxPool ' +
    'AveragePool GlobalMaxPool GlobalAveragePool',
);

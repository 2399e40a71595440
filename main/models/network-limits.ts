/** Numbers of the largest tensor computed for one picture; what wants more is broken or hostile. */
export const largestTensor = 2 ** 27;

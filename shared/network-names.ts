/** Endings of the files that can hold a network which opens, without the dot. */
export const networkExtensions = ['h5', 'hdf5', 'keras', 'onnx', 'tflite', 'json', 'pb'] as const;

/** Endings of networks of other libraries, which are answered with what to do about them. */
const foreignExtensions = [
  'pt',
  'pth',
  'pkl',
  'pickle',
  'joblib',
  'safetensors',
  'engine',
  'trt',
  'caffemodel',
  'mlmodel',
];

const endings = new RegExp(`\\.(${[...networkExtensions, ...foreignExtensions].join('|')})$`, 'i');

/** Whether a file of this name is more likely a network than a drive. */
export function isNetworkName(path: string): boolean {
  return endings.test(path);
}

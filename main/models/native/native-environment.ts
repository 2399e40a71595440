/*
 * What TensorFlow's library reads from the environment of the process when it loads. Set in a worker thread, which has a
 * copy of its own, it would say nothing: the main thread imports this before it starts one. What the user has set stays.
 */
const settings = {
  // Errors come back as exceptions and are told once; the rest is talk.
  TF_CPP_MIN_LOG_LEVEL: '3',
  // oneDNN's kernels are a third faster with batches, and announce themselves on stderr while the library loads, whatever
  // it is told; who minds the speed more sets 1.
  TF_ENABLE_ONEDNN_OPTS: '0',
  // Memory of the GPU is taken as it is needed, not all of it at the start: others work on it too.
  TF_FORCE_GPU_ALLOW_GROWTH: 'true',
  // float32 is float32: the ten bits of TensorFloat-32 would not agree with the CPU.
  NVIDIA_TF32_OVERRIDE: '0',
  // GPUs are counted as nvidia-smi counts them, and one is used.
  CUDA_DEVICE_ORDER: 'PCI_BUS_ID',
  CUDA_VISIBLE_DEVICES: '0',
} as const;

for (const [name, value] of Object.entries(settings)) process.env[name] ??= value;

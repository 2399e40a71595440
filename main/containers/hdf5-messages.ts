import type { Hdf5Dataset } from './hdf5-file.ts';

/** What the thread of an HDF5 file is asked; one after the other. */
export type Hdf5Request =
  | { readonly id: number; readonly ask: 'datasets' }
  | { readonly id: number; readonly ask: 'numbers'; readonly name: string; readonly from: number; readonly to: number }
  | { readonly id: number; readonly ask: 'bytes'; readonly name: string; readonly index: number };

export type Hdf5Reply =
  | { readonly id: number; readonly datasets: readonly Hdf5Dataset[] }
  | { readonly id: number; readonly numbers: Float64Array }
  | { readonly id: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly id: number; readonly error: string };

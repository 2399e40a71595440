import { join } from 'node:path';
import { findNativePackage } from '../../main/models/native/native-folder.ts';

/*
 * Imported for what it does: where no native TensorFlow is installed, the one that `npm run test:native` built in the
 * checkout is taken, if it is there.
 */
if (process.env['STEERSCOPE_NATIVE_TENSORFLOW'] === undefined && findNativePackage() === null)
  process.env['STEERSCOPE_NATIVE_TENSORFLOW'] = join(import.meta.dirname, '..', '..', '.cache', 'native-tensorflow');

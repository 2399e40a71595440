import type { DeviceChoice, EngineChoice } from '../../shared/analysis.ts';
import type { DriveMapping } from '../../shared/drive-mapping.ts';
import type { PoolingReading } from '../../shared/geometry.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';
import type { SaliencyMethod } from '../../shared/saliency-methods.ts';
import type { SessionChanges } from './analysis-session.ts';

/** All that was asked of a session so far: enough to open it again. */
export interface Asked {
  readonly drivePath: string | null;
  /** Null: the one beside the drive, the user's own, or the guess. */
  readonly mapping: DriveMapping | null;
  readonly watch: boolean;
  readonly gradually: boolean;
  readonly modelPath: string | null;
  readonly followNetwork: boolean;
  readonly engine: EngineChoice;
  readonly device: DeviceChoice;
  readonly preprocessing: Preprocessing | null;
  readonly pooling: PoolingReading;
  readonly method: SaliencyMethod;
}

export const nothingAsked: Asked = {
  drivePath: null,
  mapping: null,
  watch: false,
  gradually: false,
  modelPath: null,
  followNetwork: false,
  engine: 'auto',
  device: 'auto',
  preprocessing: null,
  pooling: 'separate',
  method: 'visual-backprop',
};

/** What is left out stays; mapping and preprocessing given for one drive and network do not go over to the next. */
export function mergeChanges(asked: Asked, changes: SessionChanges): Asked {
  const otherModel = changes.modelPath !== undefined && changes.modelPath !== asked.modelPath;
  const { preprocessing = otherModel ? null : asked.preprocessing } = changes;
  const { followNetwork = otherModel ? false : asked.followNetwork } = changes;
  const otherDrive = changes.drivePath !== undefined && changes.drivePath !== asked.drivePath;
  const { mapping = otherDrive ? null : asked.mapping, watch = otherDrive ? false : asked.watch } = changes;
  const {
    drivePath = asked.drivePath,
    gradually = asked.gradually,
    modelPath = asked.modelPath,
    engine = asked.engine,
    device = asked.device,
    pooling = asked.pooling,
    method = asked.method,
  } = changes;
  const network = { modelPath, followNetwork, engine, device, preprocessing, pooling, method };
  return { drivePath, mapping, watch, gradually, ...network };
}

import type { SessionInfo, SessionRequest } from '../../shared/session.ts';
import type { DriveMapping } from '../../shared/drive-mapping.ts';
import type { DriveInfo } from '../../shared/drive.ts';
import type { Preprocessing } from '../../shared/preprocessing.ts';

// What opens again what is open: what was given is given again, what was found is to be found again.

/** A network, and how it is read and run. */
export type NetworkRequest = Omit<SessionRequest, 'drivePath' | 'modelPath' | 'mapping' | 'watch' | 'followNetwork'> & {
  readonly modelPath: string;
};

/** What opens all of it again in another session. */
export function sessionRequest(info: SessionInfo): SessionRequest {
  const { drive, model } = info;
  const mapping = drive && givenMapping(drive);
  return {
    drivePath: drive?.path ?? null,
    modelPath: model?.path ?? null,
    ...howItIsRun(info),
    watch: info.driveReading === 'watching',
    followNetwork: info.networkVersion?.followed ?? false,
    ...(mapping && { mapping }),
  };
}

/** What opens the same network again, read and run as it is now; null without one. */
export function networkRequest(info: SessionInfo | null): NetworkRequest | null {
  return info?.model ? { modelPath: info.model.path, ...howItIsRun(info) } : null;
}

function howItIsRun(info: SessionInfo): Omit<NetworkRequest, 'modelPath'> {
  const { asked, pooling, method } = info;
  return { ...asked, pooling, method, preprocessing: givenPreprocessing(info) };
}

/** Null: the one beside the network, or the default. */
export function givenPreprocessing({ preprocessing, preprocessingSource }: SessionInfo): Preprocessing | null {
  return preprocessingSource === 'given' ? preprocessing : null;
}

/** Null: the one kept for the drive, or the guess. */
export function givenMapping({ mapping }: DriveInfo): DriveMapping | null {
  return mapping?.source === 'given' ? mapping.mapping : null;
}

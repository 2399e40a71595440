import type { ProjectContents } from '../../shared/project.ts';
import type { NetworkRequest } from './ask-again.ts';

/** A network as a project says it, from how a session was asked for it. */
export function heldNetwork({
  modelPath,
  preprocessing,
  engine,
  device,
  pooling,
  method,
}: NetworkRequest): ProjectContents['networks'][number] {
  return {
    path: modelPath,
    preprocessing: preprocessing ?? null,
    engine: engine ?? 'auto',
    device: device ?? 'auto',
    pooling: pooling ?? 'separate',
    method: method ?? 'visual-backprop',
  };
}

/** What makes a project unsaved: all but where it is looked at. How far a drive has been read is not the user's doing. */
export function substance({ drive, networks, parts }: ProjectContents): string {
  const place = { ...(parts['place'] as object | undefined), frame: 0 };
  return JSON.stringify([drive?.path, drive?.mapping, networks, { ...parts, place, zoom: null, dock: null }]);
}

import { makeVideo } from '../support/make-video.ts';
import { dragVideos } from './drag-videos.ts';

/** Makes one of the videos at a path; a process of its own, so that the encoder's memory does not count. */
const [name = '', path = ''] = process.argv.slice(2);
const options = dragVideos[name];
if (!options) throw new Error(`There is no recipe for ${name}.`);
makeVideo(path, options);

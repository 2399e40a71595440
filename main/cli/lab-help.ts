/* What stands behind the flags of an experiment. */

export const shiftHelp = `
As the papers do (arXiv 1704.07911, 1611.05418): the mask is thresholded and dilated; then the salient pixels, the rest, and
the whole picture are moved, each by itself. Where the network steers by what is salient, moving it alone changes the
steering nearly as much as moving all (validity near 1), in a line (R² near 1), and moving the background changes it little.
"Elsewhere" is what a part of the same size and shape explains that shows something else: read validity beside it.`;

export const deletionHelp = `
RISE (arXiv 1806.07421), with the change of steering in place of the probability of a class. Deleting in a good order changes
the steering soon (a large area under the curve); putting back in a good order restores it soon (a small area).`;

export const perturbationHelp = `
Samek et al. (arXiv 1509.06321), with the change of steering in place of a score. Noise draws edges of its own: where a network
answers to edges, noise in an empty place moves it too, and the margin over random order shrinks or vanishes. The same
squares in the picture's mean colour: lab deletion --cell.`;

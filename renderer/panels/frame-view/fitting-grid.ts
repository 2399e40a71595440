interface Size {
  readonly width: number;
  readonly height: number;
}

/** In how many columns so many pictures of one size get largest within the room; the more columns where it is the same. */
export function fittingGrid(count: number, room: Size, picture: Size): number {
  let [best, largest] = [1, 0];
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const scale = Math.min(room.width / columns / picture.width, room.height / rows / picture.height);
    if (scale >= largest) [best, largest] = [columns, scale];
  }
  return best;
}

/** Saves a text as a file, where the user or the browser puts downloads. */
export function saveText(fileName: string, type: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = fileName.replaceAll(/[\\/:*?"<>|\s]+/g, '_');
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

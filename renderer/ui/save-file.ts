/** Saves a file where the user or the browser puts downloads; what no file name may hold becomes an underscore. */
export function saveFile(fileName: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = fileName.replaceAll(/[\\/:*?"<>|\s]+/g, '_');
  link.click();
  // Once the browser has read it.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

export function saveText(fileName: string, type: string, text: string): void {
  saveFile(fileName, new Blob([text], { type }));
}

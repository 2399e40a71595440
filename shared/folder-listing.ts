/** GET /api/folder?path=: for the open dialog of the browser host. */
export interface FolderListing {
  readonly path: string;
  /** Null at the top. */
  readonly parent: string | null;
  readonly entries: readonly {
    readonly name: string;
    readonly path: string;
    readonly kind: 'folder' | 'file';
    /** What its name and content look like, so that the dialog can mark it. */
    readonly looksLike: 'drive' | 'network' | 'project' | null;
  }[];
}

/** Which files a report lists: those of so many bytes, and of them the biggest ones, so many at most. */
export const FILES_LISTED_FROM = 4_096;
export const FILES_LISTED_AT_MOST = 5_000;
/** Of the folders, the biggest ones. */
export const FOLDERS_LISTED_AT_MOST = 100;

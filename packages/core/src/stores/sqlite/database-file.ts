/** Name of the embedded database, by which a folder is known to hold an index. */
export const databaseFile = "index.sqlite";

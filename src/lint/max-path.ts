/** PATH_MAX of Linux. A longer path cannot be made, and one that grows with every line takes the square of their time. */
export const MAX_PATH = 4096;

/**
 * Serves a built site, and nothing else, on 127.0.0.1.
 * @param folder Of the site.
 * @param port 0 for a free one.
 */
export function serve(folder: string, port: number): Promise<{ readonly address: string; close(): Promise<void> }>;

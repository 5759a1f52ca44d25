// Types for the part of gifenc that the pictures use; gifenc has none.

declare module "gifenc" {
    type Palette = readonly (readonly number[])[];

    export interface Encoder {
        writeFrame(index: Uint8Array, width: number, height: number,
            options: { readonly palette: Palette; readonly delay: number }): void;
        finish(): void;
        bytes(): Uint8Array;
    }

    export function GIFEncoder(): Encoder;
    export function quantize(rgba: Uint8Array, colors: number): Palette;
    export function applyPalette(rgba: Uint8Array, palette: Palette): Uint8Array;
}

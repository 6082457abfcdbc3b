namespace GanFlowTheory.Core

open System

/// <summary>Cross-correlation and its two adjoints on arrays.</summary>
module internal ManagedConvolution =

    /// Visits each product of the trilinear form: image entry, filter entry, output entry.
    let private overProducts
        (g: ConvolutionGeometry)
        (images: int[])
        (filters: int[])
        (outputs: int[])
        (visit: int -> int -> int -> unit)
        : unit =
        for n in 0 .. images[0] - 1 do
            for o in 0 .. filters[0] - 1 do
                for c in 0 .. filters[1] - 1 do
                    for row in 0 .. outputs[2] - 1 do
                        for column in 0 .. outputs[3] - 1 do
                            let output = ((n * outputs[1] + o) * outputs[2] + row) * outputs[3] + column

                            for a in 0 .. filters[2] - 1 do
                                let y = row * g.Stride + a - g.Padding

                                if y >= 0 && y < images[2] then
                                    for b in 0 .. filters[3] - 1 do
                                        let x = column * g.Stride + b - g.Padding

                                        if x >= 0 && x < images[3] then
                                            visit
                                                (((n * images[1] + c) * images[2] + y) * images[3] + x)
                                                (((o * filters[1] + c) * filters[2] + a) * filters[3] + b)
                                                output

    let private add (target: Operand<float[]>) (at: int) (value: float) =
        target.Buffer[target.Offset + at] <- target.Buffer[target.Offset + at] + value

    let private at (x: Operand<float[]>) (at: int) = x.Buffer[x.Offset + at]

    /// Outputs from images and filters.
    let forward g (images: Operand<float[]>) (filters: Operand<float[]>) (outputs: Operand<float[]>) : unit =
        Array.Clear(outputs.Buffer, outputs.Offset, outputs.Size)

        overProducts g images.Shape filters.Shape outputs.Shape (fun x w y ->
            add outputs y (at images x * at filters w))

    /// Images from outputs and filters.
    let transposed g (outputs: Operand<float[]>) (filters: Operand<float[]>) (images: Operand<float[]>) : unit =
        Array.Clear(images.Buffer, images.Offset, images.Size)

        overProducts g images.Shape filters.Shape outputs.Shape (fun x w y ->
            add images x (at outputs y * at filters w))

    /// Filters from images and outputs.
    let filter g (images: Operand<float[]>) (outputs: Operand<float[]>) (filters: Operand<float[]>) : unit =
        Array.Clear(filters.Buffer, filters.Offset, filters.Size)

        overProducts g images.Shape filters.Shape outputs.Shape (fun x w y ->
            add filters w (at images x * at outputs y))

namespace GanFlowTheory.Core

open System
open System.Buffers
open GanFlowTheory.Core.Extending

/// <summary>Cross-correlation and its two adjoints, as matrix products with the patches of one image after the
/// other.</summary>
/// <remarks>The patches of an image are a matrix: one row for each entry of a filter, one column for each place of the
/// filter.</remarks>
module internal ManagedConvolution =

    [<NoComparison; NoEquality>]
    type private Layout =
        {
            Geometry: ConvolutionGeometry
            Channels: int
            Height: int
            Width: int
            FilterHeight: int
            FilterWidth: int
            Rows: int
            Columns: int
            Filters: int
        }

        member l.ImageSize = l.Channels * l.Height * l.Width
        member l.FilterSize = l.Channels * l.FilterHeight * l.FilterWidth
        member l.Places = l.Rows * l.Columns
        member l.OutputSize = l.Filters * l.Places
        member l.PatchesSize = l.FilterSize * l.Places

        // In entries of an elementwise operation: eight products take about as long as one of those.
        member l.Work = l.PatchesSize + l.PatchesSize * l.Filters / 8

    let private layout (g: ConvolutionGeometry) (images: int[]) (filters: int[]) (outputs: int[]) =
        {
            Geometry = g
            Channels = images[1]
            Height = images[2]
            Width = images[3]
            FilterHeight = filters[2]
            FilterWidth = filters[3]
            Rows = outputs[2]
            Columns = outputs[3]
            Filters = filters[0]
        }

    /// The columns whose patches have an entry of the image at a column of the filter: first .. last - 1.
    let private columnsWithin (l: Layout) (b: int) : struct (int * int) =
        let stride, shift = l.Geometry.Stride, b - l.Geometry.Padding
        let first = if shift >= 0 then 0 else (stride - 1 - shift) / stride

        let last =
            if l.Width - shift <= 0 then
                0
            else
                min l.Columns ((l.Width - 1 - shift) / stride + 1)

        struct (min first last, last)

    /// The patches of one image.
    let private gather (l: Layout) (image: float[]) (imageAt: int) (patches: float[]) =
        let stride, padding = l.Geometry.Stride, l.Geometry.Padding
        let mutable at = 0

        for c in 0 .. l.Channels - 1 do
            for a in 0 .. l.FilterHeight - 1 do
                for b in 0 .. l.FilterWidth - 1 do
                    let struct (first, last) = columnsWithin l b

                    for row in 0 .. l.Rows - 1 do
                        let y = row * stride + a - padding

                        if y < 0 || y >= l.Height then
                            Array.Clear(patches, at, l.Columns)
                        else
                            let from = imageAt + (c * l.Height + y) * l.Width + b - padding
                            Array.Clear(patches, at, first)

                            if stride = 1 then
                                Array.Copy(image, from + first, patches, at + first, last - first)
                            else
                                for column in first .. last - 1 do
                                    patches[at + column] <- image[from + column * stride]

                            Array.Clear(patches, at + last, l.Columns - last)

                        at <- at + l.Columns

    /// Adds patches to an image of zeros, where they come from.
    let private scatter (l: Layout) (patches: float[]) (image: float[]) (imageAt: int) =
        let stride, padding = l.Geometry.Stride, l.Geometry.Padding
        Array.Clear(image, imageAt, l.ImageSize)
        let mutable at = 0

        for c in 0 .. l.Channels - 1 do
            for a in 0 .. l.FilterHeight - 1 do
                for b in 0 .. l.FilterWidth - 1 do
                    let struct (first, last) = columnsWithin l b

                    for row in 0 .. l.Rows - 1 do
                        let y = row * stride + a - padding

                        if y >= 0 && y < l.Height then
                            let into = imageAt + (c * l.Height + y) * l.Width + b - padding

                            for column in first .. last - 1 do
                                let target = into + column * stride
                                image[target] <- image[target] + patches[at + column]

                        at <- at + l.Columns

    /// Runs over images first .. last - 1 with room for the patches of one.
    let private withPatches (l: Layout) (first: int) (last: int) (body: int -> float[] -> unit) =
        let patches = ArrayPool<float>.Shared.Rent l.PatchesSize

        for n in first .. last - 1 do
            body n patches

        ArrayPool<float>.Shared.Return patches

    /// Outputs from images and filters.
    let forward g (images: Operand<float[]>) (filters: Operand<float[]>) (outputs: Operand<float[]>) : Action =
        let l = layout g images.Shape filters.Shape outputs.Shape

        let image n patches =
            gather l images.Buffer (images.Offset + n * l.ImageSize) patches

            MatrixProduct.multiply
                false
                false
                l.Filters
                l.Places
                l.FilterSize
                1.0
                filters.Buffer
                filters.Offset
                patches
                0
                0.0
                outputs.Buffer
                (outputs.Offset + n * l.OutputSize)

        Loops.shared images.Shape[0] l.Work (fun first last -> withPatches l first last image)

    /// Images from outputs and filters.
    let transposed g (outputs: Operand<float[]>) (filters: Operand<float[]>) (images: Operand<float[]>) : Action =
        let l = layout g images.Shape filters.Shape outputs.Shape

        let image n patches =
            MatrixProduct.multiply
                true
                false
                l.FilterSize
                l.Places
                l.Filters
                1.0
                filters.Buffer
                filters.Offset
                outputs.Buffer
                (outputs.Offset + n * l.OutputSize)
                0.0
                patches
                0

            scatter l patches images.Buffer (images.Offset + n * l.ImageSize)

        Loops.shared images.Shape[0] l.Work (fun first last -> withPatches l first last image)

    // Parts of the sum over images, whatever the number of threads.
    [<Literal>]
    let private Parts = 8

    /// Filters from images and outputs.
    let filter g (images: Operand<float[]>) (outputs: Operand<float[]>) (filters: Operand<float[]>) : Action =
        let l = layout g images.Shape filters.Shape outputs.Shape
        let count = images.Shape[0]
        let each = (count + Parts - 1) / Parts
        let parts = (count + each - 1) / each

        let sums =
            {
                Buffer = Array.zeroCreate (parts * filters.Size)
                Offset = 0
                Shape = [| parts; filters.Size |]
                Size = parts * filters.Size
            }

        let image n patches =
            gather l images.Buffer (images.Offset + n * l.ImageSize) patches

            MatrixProduct.multiply
                false
                true
                l.Filters
                l.FilterSize
                l.Places
                1.0
                outputs.Buffer
                (outputs.Offset + n * l.OutputSize)
                patches
                0
                (if n % each = 0 then 0.0 else 1.0)
                sums.Buffer
                (n / each * filters.Size)

        let partSums =
            Loops.shared parts (each * l.Work) (fun first last ->
                withPatches l (first * each) (min count (last * each)) image)

        let total =
            ManagedSums.sumTo
                sums
                { filters with
                    Shape = [| filters.Size |]
                }

        Action(fun () ->
            partSums.Invoke()
            total.Invoke())

namespace GanFlowTheory.Core

open System
open TorchSharp
open GanFlowTheory.Core.Extending

/// <summary>Cross-correlation and its two adjoints. What a function returns is new and contiguous, and its caller's to
/// dispose.</summary>
module internal TorchConvolution =

    let private both (n: int) : int64[] = [| int64 n; int64 n |]

    /// Outputs from images and filters.
    let forward (g: ConvolutionGeometry) (images: torch.Tensor) (filters: torch.Tensor) : torch.Tensor =
        torch.nn.functional.conv2d (images, filters, null, both g.Stride, both g.Padding, both 1)

    /// Images of a shape from outputs and filters.
    let transposed (g: ConvolutionGeometry) (shape: int[]) (outputs: torch.Tensor) (filters: torch.Tensor) =
        // Rows of the image that no step of the filter reaches again.
        let rest axis =
            let reached =
                (outputs.shape[axis] - 1L) * int64 g.Stride - 2L * int64 g.Padding
                + filters.shape[axis]

            int64 shape[axis] - reached

        torch.nn.functional.conv_transpose2d (
            outputs,
            filters,
            null,
            both g.Stride,
            both g.Padding,
            [| rest 2; rest 3 |],
            both 1
        )

    /// Filters of a shape from images and outputs: images and outputs change places with their channels, and the outputs are
    /// the filter, whose entries are a stride apart.
    let filter (g: ConvolutionGeometry) (shape: int[]) (images: torch.Tensor) (outputs: torch.Tensor) : torch.Tensor =
        use channels = images.transpose (0L, 1L)
        use made = outputs.transpose (0L, 1L)

        use whole =
            torch.nn.functional.conv2d (channels, made, null, both 1, both g.Padding, both g.Stride)

        use rows = whole.narrow (2L, 0L, int64 shape[2])
        use part = rows.narrow (3L, 0L, int64 shape[3])
        use turned = part.transpose (0L, 1L)

        TorchBlocks.clone turned

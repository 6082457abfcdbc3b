namespace GanFlowTheory.Core

open GanFlowTheory.Core.Extending

/// The sums of this package for clouds in memory.
[<AutoOpen>]
module TiledSums =

    let private add (terms: KernelTerm list) (summand: Summand) (x: Points) (y: Points) sums vectors =
        let all _ = true
        TiledSum.add (OfSquaredDistance(SumsByParts.radial all terms)) summand x y sums vectors
        TiledSum.add (OfInnerProduct(SumsByParts.inner all x.Dimension terms)) summand x y sums vectors

    /// Kernel sums in tiles.
    [<RequireQualifiedAccess>]
    module KernelSums =

        /// <summary>Online sums in tiles, float64 on all cores: memory O((n + m) d), no n x m matrix; the same bits on any
        /// number of threads.</summary>
        let tiled: KernelSums = SumsByParts.create "tiled" (fun _ -> true) add

        /// The sums of kernels that name no others: the tiled ones.
        let standard: KernelSums = tiled

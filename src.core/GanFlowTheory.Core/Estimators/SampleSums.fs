namespace GanFlowTheory.Core

open System

/// <summary>The sums of a kernel over the pairs of some samples, each taken once and when it is asked for: memory O(n d),
/// never a Gram matrix.</summary>
/// <remarks>All are sums of k - shift, where the shift is a mean of the kernel over a few pairs of points: one constant
/// added to a kernel changes no MMD^2 and no variance of one, and the small differences that these are made of keep their
/// digits.</remarks>
[<Sealed>]
type internal SampleSums private (kernel: Kernel, samples: Rows[]) =

    // At most so many points of each sample decide the shift: a mean to within a few per cent is near enough.
    static let few = 16

    static let row (rows: Rows) (i: int) : float[] =
        let values = Array.zeroCreate rows.Dimension
        rows.Read(i, Span values)
        values

    let shift =
        let some =
            samples
            |> Array.collect (fun rows ->
                let count = min few rows.Count
                Array.init count (fun i -> row rows (int (int64 i * int64 rows.Count / int64 count))))

        let mean =
            Array.allPairs some some
            |> Array.averageBy (fun (a, b) -> Kernel.value kernel a b)

        if Double.IsFinite mean then mean else 0.0

    let diagonal =
        samples |> Array.map (fun x -> lazy (GramDiagonal.create kernel shift x))

    // The passes that are still to come, in kernel values; none where nobody has said.
    let mutable shares: Shares option = None

    let pass (values: float) (sums: unit -> 'a) : 'a =
        match shares with
        | Some shares -> shares.Take(values, sums)
        | None -> sums ()

    let values s t =
        if s = t then
            0.5 * float samples[s].Count * float samples[s].Count
        else
            float samples[s].Count * float samples[t].Count

    let own =
        samples
        |> Array.mapi (fun s x -> lazy (pass (values s s) (fun () -> GramSums.own kernel shift x)))

    let cross =
        Array2D.init samples.Length samples.Length (fun s t ->
            lazy (pass (values s t) (fun () -> GramSums.cross kernel shift samples[s] samples[t])))

    /// Says which sums over pairs will be asked for, so that they know their shares of the work: pairs of samples, one and the
    /// same for its own.
    member _.Expect(pairs: (int * int) list) =
        shares <- Some(Shares(pairs |> List.sumBy (fun (s, t) -> values s t)))

    /// The number of points of a sample.
    member _.Count(sample: int) = samples[sample].Count

    /// k(x_i, x_i) - shift: those beside the sums over the pairs where these have been taken, which have read the sample already.
    member _.Diagonal(sample: int) : float[] =
        if own[sample].IsValueCreated then
            own[sample].Value.Diagonal
        else
            diagonal[sample].Value

    /// The sums over the pairs of one sample.
    member _.Own(sample: int) : OwnSums = own[sample].Value

    /// The sums over the pairs of two samples, the first before the second.
    member _.Cross(s: int, t: int) : CrossSums = cross[s, t].Value

    /// The sums over the pairs of one sample, and over those of sets of its points.
    member _.Sets(sample: int, sets: int[][]) : SetSums =
        SetSums.own kernel shift samples[sample] sets

    /// The sums between sets of points of two samples, a set of each for every sum.
    member _.CrossSets(s: int, t: int, setsOfS: int[][], setsOfT: int[][]) : float[] =
        SetSums.cross kernel shift samples[s] samples[t] setsOfS setsOfT

    /// k(x_i, y_i) - shift for two samples of one size.
    member _.Paired(s: int, t: int) : float[] =
        Array.init samples[s].Count (fun i -> Kernel.value kernel (row samples[s] i) (row samples[t] i) - shift)

    /// <summary>A bound on the rounding of a mean over pairs of points, in units of the largest term: each is a sum of at most
    /// n + m rounded terms in two stages, of kernel values rounded d + 16 times or fewer.</summary>
    member _.RelativeRounding: float =
        let terms = (samples |> Array.sumBy _.Count) + samples[0].Dimension + 16
        8.0 * float terms * 2.3e-16

    /// A bound on the rounding of a mean over pairs of points: |k - shift| is at most twice the largest diagonal entry
    /// (Cauchy-Schwarz).
    member this.Rounding: float =
        let largest =
            samples
            |> Array.mapi (fun s _ -> this.Diagonal s |> Array.fold (fun l v -> max l (abs (v + shift))) 0.0)
            |> Array.max

        this.RelativeRounding * largest

    /// The sums of a kernel over rows of one dimension.
    static member ofRows (kernel: Kernel) (samples: Rows list) : SampleSums =
        // MMD takes differences of laws, so that a kernel that does not depend on its origin may take it near the points.
        let samples =
            match Centring.rowOrigin kernel samples.Head with
            | Some origin -> samples |> List.map (Rows.moved origin)
            | None -> samples

        SampleSums(kernel, List.toArray samples)

    /// The sums of a kernel over samples of one dimension.
    static member create (kernel: Kernel) (samples: Points list) : SampleSums =
        samples |> List.map Rows.ofPoints |> SampleSums.ofRows kernel

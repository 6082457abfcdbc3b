namespace GanFlowTheory.Core

open GanFlowTheory.Core.Extending

/// <summary>The sums of a kernel over the pairs of some samples, each taken once and when it is asked for: memory O(n d),
/// never a Gram matrix.</summary>
/// <remarks>All are sums of k - shift, where the shift is a mean of the kernel over a few pairs of points: one constant
/// added to a kernel changes no MMD^2 and no variance of one, and the small differences that these are made of keep their
/// digits.</remarks>
[<Sealed>]
type internal SampleSums private (kernel: Kernel, samples: Points[]) =

    // At most so many points of each sample decide the shift: a mean to within a few per cent is near enough.
    static let few = 16

    let thin (points: Points) =
        let count = min few points.Count
        Points.select (Array.init count (fun i -> int (int64 i * int64 points.Count / int64 count))) points

    let shift =
        let some = samples |> Array.map thin |> Array.reduce Points.append

        let mean =
            Array.average (Pairwise.apply kernel some some (Array.create some.Count (1.0 / float some.Count)))

        if System.Double.IsFinite mean then mean else 0.0

    let paired (x: Points) (y: Points) =
        Array.init x.Count (fun i -> Kernel.value kernel (x.Row i) (y.Row i) - shift)

    let diagonal = samples |> Array.map (fun x -> lazy (paired x x))
    let own = samples |> Array.map (fun x -> lazy (GramSums.own kernel shift x))

    let cross =
        Array2D.init samples.Length samples.Length (fun s t -> lazy (GramSums.cross kernel shift samples[s] samples[t]))

    /// The number of points of a sample.
    member _.Count(sample: int) = samples[sample].Count

    /// k(x_i, x_i) - shift.
    member _.Diagonal(sample: int) : float[] = diagonal[sample].Value

    /// The sums over the pairs of one sample.
    member _.Own(sample: int) : OwnSums = own[sample].Value

    /// The sums over the pairs of two samples, the first before the second.
    member _.Cross(s: int, t: int) : CrossSums = cross[s, t].Value

    /// s^T K s for each of so many columns s of labels, a row for each point of the sample, K without its diagonal.
    member _.Quadratic(sample: int, labels: float[], columns: int) : float[] =
        GramSums.quadratic kernel shift samples[sample] labels columns

    /// k(x_i, y_i) - shift for two samples of one size.
    member _.Paired(s: int, t: int) : float[] = paired samples[s] samples[t]

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

    /// The sums of a kernel over samples of one dimension.
    static member create (kernel: Kernel) (samples: Points list) : SampleSums =
        // MMD takes differences of laws, so that a kernel that does not depend on its origin may take it near the points.
        let samples =
            match Centring.origin kernel samples.Head with
            | Some origin -> samples |> List.map (Centring.moved origin)
            | None -> samples

        SampleSums(kernel, List.toArray samples)

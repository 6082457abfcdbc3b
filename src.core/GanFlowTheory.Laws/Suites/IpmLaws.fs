namespace GanFlowTheory.Laws

open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core

/// <summary>A segment of laws (1 - a) P0 + a P1 on the same atoms, 0 &lt;= a &lt;= 1.</summary>
[<CustomEquality; NoComparison>]
type LawSegment =
    {
        /// The atoms, with the masses of P0.
        First: Cloud
        /// The masses of P1, whole numbers.
        Last: int[]
    }

    /// The weights of the law at a.
    member this.Weights(a: float) : float[] =
        let total = float (Array.sum this.Last)
        Array.map2 (fun v w -> (1.0 - a) * v + a * float w / total) this.First.Weights this.Last

    /// The law at a.
    member this.At(a: float) : Empirical =
        Empirical.weighted (this.Weights a) this.First.Points

    /// The atoms and both ends.
    override this.ToString() =
        $"atoms {Show.points this.First.Points}, from {Show.numbers (this.Weights 0.0)} to {Show.numbers (this.Weights 1.0)}"

    /// Equal parts.
    override this.Equals other =
        match other with
        | :? LawSegment as other -> this.First = other.First && this.Last = other.Last
        | _ -> false

    /// Of the atoms.
    override this.GetHashCode() = hash (this.First, this.Last)

/// <summary>No estimator of an integral probability metric is unbiased (BSAG18-10): laws that every estimator obeys. The mean
/// of an estimator over samples of n points from (1 - a) P0 + a P1 is a polynomial in a of degree at most n, so that its
/// difference of order n + 1 vanishes, and that of |a - a0| D(P0, P1), the distance from the law at a0, does not.</summary>
[<RequireQualifiedAccess>]
module IpmLaws =

    /// Where on the segment the fixed law lies.
    let internal place = 1.0 / 3.0

    // n + 2 places, a step apart, with a0 the second of them: there the difference of |a - a0| is plus or minus 2 h for every n.
    let internal grid (n: int) : float * float[] =
        let h = min place ((1.0 - place) / float n)
        h, Array.init (n + 2) (fun i -> place + float (i - 1) * h)

    let internal segments (most: int) : Arbitrary<LawSegment> =
        let generate =
            gen {
                let! d = Gen.choose (1, 2)
                let! atoms = Gen.choose (2, most)
                let! first = Generators.cloudOf atoms d 1.0
                let! last = Gen.arrayOfLength atoms (Gen.choose (0, 3))

                return
                    {
                        First = first
                        Last = if Array.sum last = 0 then Array.create atoms 1 else last
                    }
            }

        Arb.fromGen generate

    /// The means of an estimator over all samples, at places of a segment; the second sample is from the law at a0. With the
    /// largest estimate.
    let internal means
        (n: int)
        (m: int)
        (estimate: int[] -> int[] -> float)
        (segment: LawSegment)
        (places: float[])
        : float[] * float =
        let known = System.Collections.Generic.Dictionary<string, float>()
        let mutable largest = 0.0

        // One estimate for each pair of samples, whatever their probability.
        let once (x: int[]) (y: int[]) =
            let key = System.String.Join(",", Array.append x y)

            match known.TryGetValue key with
            | true, value -> value
            | _ ->
                let value = estimate x y
                largest <- max largest (abs value)
                known[key] <- value
                value

        let ofQ = Enumeration.samples (segment.Weights place) m

        let means =
            places
            |> Array.map (fun a -> Enumeration.mean (Enumeration.samples (segment.Weights a) n) ofQ once)

        means, largest

    /// The part of the difference of order n + 1 that a bias reaches: one over the sum of the binomial coefficients.
    let internal share (n: int) : float = 1.0 / pown 2.0 (n + 1)

    // At some place the bias is at least this part of the difference of the distance.
    let internal refutation
        (share: int -> float)
        (case: string)
        (n: int)
        (truth: float[])
        (means: float[])
        (largest: float)
        : Equation list =
        let least = share n * abs (Enumeration.difference truth)

        if least < 1e-7 then
            // The ends of the segment are one law.
            []
        else
            let biases = Array.map2 (fun a b -> abs (a - b)) means truth
            [ Equation.scalar case (largest + Array.max truth) least (Array.max biases) ]

    let private distance (kernel: Kernel) (p: Empirical) (q: Empirical) = sqrt (max 0.0 (Mmd.squared kernel p q))

    let internal head: LawHead =
        {
            Name = "ipm-estimator-biased"
            Statement =
                "Somewhere on a segment of laws the mean of the estimator over all samples of n and m points is off the distance by at "
                + "least the difference of order n + 1 of the distance over 2^(n+1): no estimator of an integral probability metric is unbiased."
            Source = "BSAG18-10"
            Judge = Judge.AtMost(1e-12, "sums of at most 2000 samples' terms, relative to the largest estimate")
        }

    let internal biasedBy
        (share: int -> float)
        (kernel: Kernel)
        (n: int)
        (m: int)
        (name: string)
        (estimator: Points -> Points -> float)
        : Law =
        for value, size in [ nameof n, n; nameof m, m ] do
            if size < 1 || size > 6 then
                invalidArg value $"{value} must be 1 to 6, so that all samples can be enumerated, but is {size}."

        let _, places = grid n

        Law.forAll head name (segments (if n + m > 5 then 2 else 3)) (fun segment ->
            let select = Enumeration.select segment.First.Points

            let means, largest =
                means n m (fun x y -> estimator (select x) (select y)) segment places

            let q = segment.At place
            let truth = places |> Array.map (fun a -> distance kernel (segment.At a) q)
            refutation share "the least bias that must occur against the largest" n truth means largest)

    /// <summary>An estimator of MMD, not of its square, from n and m points, at most 6, is biased: whatever it is, the law finds
    /// a law on a segment where its mean over all samples is not MMD. It holds for every estimator that is a function of its
    /// samples, symmetric or not.</summary>
    let biased (n: int) (m: int) (estimator: SampleEstimator) : Law =
        biasedBy share estimator.Kernel n m estimator.Name estimator.Value

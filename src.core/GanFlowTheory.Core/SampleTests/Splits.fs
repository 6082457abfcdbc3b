namespace GanFlowTheory.Core

/// <summary>Splits of N pooled points into a first sample of n and a second of the rest. The split at 0 is the one that was
/// observed: the first n points.</summary>
[<NoComparison; NoEquality>]
type internal Splits =
    {
        /// The number of points in all.
        Points: int
        /// The number of points in the first sample.
        First: int
        /// The points of the first sample in each split.
        Sets: int[][]
        /// Whether they are all the splits there are.
        Exact: bool
    }

/// Making splits.
[<RequireQualifiedAccess>]
module internal Splits =

    // C(points, first), or more than the limit.
    let private count (points: int) (first: int) : float =
        MathNet.Numerics.SpecialFunctions.Binomial(points, first)

    // In lexicographic order, so that 0 .. n-1 comes first.
    let private all (points: int) (first: int) : int[][] =
        let sets = ResizeArray<int[]>()
        let current = Array.init first id
        let mutable going = true

        while going do
            sets.Add(Array.copy current)
            let mutable i = first - 1

            while i >= 0 && current[i] = points - first + i do
                i <- i - 1

            if i < 0 then
                going <- false
            else
                current[i] <- current[i] + 1

                for j in i + 1 .. first - 1 do
                    current[j] <- current[j - 1] + 1

        sets.ToArray()

    /// What drawing splits is of a test, about: the pass over the pairs is the rest.
    [<Literal>]
    let Share = 0.1

    /// All splits where there are at most 20,000, else the observed one and as many drawn ones as the options say.
    let create (options: PermutationOptions) (first: int) (second: int) : Splits =
        let points = first + second

        let exact = count points first <= float Permutations.exactUpTo

        {
            Points = points
            First = first
            Sets =
                if exact then
                    all points first
                else
                    LongWork.each (options.Permutations + 1) (fun b ->
                        if b = 0 then
                            Array.init first id
                        else
                            options.Seed |> Seed.splitAt b |> Seed.permutation points |> Array.take first)
            Exact = exact
        }

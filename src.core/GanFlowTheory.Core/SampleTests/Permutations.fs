namespace GanFlowTheory.Core

/// <summary>What a test that permutes its samples is run with.</summary>
type PermutationOptions =
    {
        /// The level, in (0, 1): a true hypothesis is rejected with at most this probability.
        Level: float
        /// How many permutations are drawn where not all can be taken, at least 1.
        Permutations: int
        /// The seed that they are drawn from.
        Seed: Seed
    }

/// Options of tests that permute their samples.
[<RequireQualifiedAccess>]
module PermutationOptions =

    /// <summary>Level 0.05, 999 permutations from seed 1.</summary>
    let standard: PermutationOptions =
        {
            Level = 0.05
            Permutations = 999
            Seed = Seed.create 1
        }

    let internal check (options: PermutationOptions) =
        Guard.positive "level" options.Level

        if options.Level >= 1.0 then
            Guard.fail "level" (invariant $"level must be below 1, but is {options.Level}.")

        Guard.atLeast "permutations" 1 options.Permutations

/// <summary>Exact p-values from statistics that are exchangeable under the hypothesis.</summary>
[<RequireQualifiedAccess>]
module Permutations =

    /// Up to so many permutations all of them are taken.
    let internal exactUpTo = 20000

    /// <summary>The p-value of the first of some statistics against large values, #{b : T_b >= T_0 - slack} over their
    /// number: with T_0 itself counted it is (1 + #{b >= 1 : T_b >= T_0})/(1 + B), ties count, and P(p &lt;= a) &lt;= a for
    /// every a where the statistics are exchangeable (Phipson and Smyth 2010).</summary>
    /// <remarks>Statistics that are equal in exact numbers must count as ties: slack >= 0 is their rounding.</remarks>
    let pValue (slack: float) (statistics: float[]) : float =
        if statistics.Length = 0 then
            Guard.fail (nameof statistics) "statistics must not be empty."

        Guard.nonNegative (nameof slack) slack
        Array.iter (Guard.finite (nameof statistics)) statistics
        let least = statistics[0] - slack
        let reached = statistics |> Array.sumBy (fun t -> if t >= least then 1 else 0)
        float reached / float statistics.Length

    /// <summary>The largest statistic that is not rejected at a level: T_0 is rejected where it exceeds this one, the
    /// (k+1)-th largest of all, k = floor(level (1 + B)). None where k = 0: so few permutations reject nothing.</summary>
    let internal threshold (level: float) (statistics: float[]) : float option =
        // k/count <= level in floating point as p-values are compared.
        let count = statistics.Length
        let mutable k = int (floor (level * float count))

        while float (k + 1) / float count <= level do
            k <- k + 1

        while k > 0 && float k / float count > level do
            k <- k - 1

        if k = 0 then
            None
        else
            Some((Array.sortDescending statistics)[k])

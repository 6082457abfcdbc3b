namespace GanFlowTheory.Laws

open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core

/// <summary>A finite family of critics on two laws of at most three atoms, 0, 1 and 2, with samples of two points to choose
/// the critic by and of two points to measure with.</summary>
[<CustomEquality; NoComparison>]
type internal CriticFamily =
    {
        /// The masses of p on the atoms, whole numbers.
        P: int[]
        /// The masses of q.
        Q: int[]
        /// The value of each critic at each atom.
        Critics: float[][]
    }

    override this.ToString() =
        let masses (m: int[]) = Show.numbers (Array.map float m)
        let critics = this.Critics |> Array.map Show.numbers |> String.concat ", "
        $"masses {masses this.P} and {masses this.Q}, critics {critics}"

    override this.Equals other =
        match other with
        | :? CriticFamily as other -> this.P = other.P && this.Q = other.Q && this.Critics = other.Critics
        | _ -> false

    override this.GetHashCode() = hash (this.P, this.Q)

/// <summary>How far a critic finds two laws apart, J, and its unbiased estimator from samples.</summary>
[<NoComparison; NoEquality>]
type internal CriticGoal =
    {
        Name: string
        /// From the critic's values at the atoms and the probabilities of p and q.
        OfLaws: float[] -> float[] -> float[] -> float
        /// From the critic's values at the points of two samples.
        OfSamples: float[] -> float[] -> float
    }

/// Finite families of critics.
[<RequireQualifiedAccess>]
module internal CriticFamily =

    /// The points of a sample to choose by, and of one to measure with.
    let private size = 2

    /// Two to four critics with values in eighths; masses may be zero.
    let any: Arbitrary<CriticFamily> =
        let masses atoms =
            Gen.arrayOfLength atoms (Gen.choose (0, 3))
            |> Gen.map (fun m -> if Array.sum m = 0 then Array.create m.Length 1 else m)

        let generate =
            gen {
                let! atoms = Gen.choose (2, 3)
                let! p = masses atoms
                let! q = masses atoms
                let! count = Gen.choose (2, 4)

                let! critics =
                    Gen.arrayOfLength
                        count
                        (Gen.arrayOfLength atoms (Gen.choose (-16, 16) |> Gen.map (fun k -> float k / 8.0)))

                return { P = p; Q = q; Critics = critics }
            }

        let shrink family =
            seq {
                if family.Critics.Length > 2 then
                    for j in 0 .. family.Critics.Length - 1 do
                        yield
                            { family with
                                Critics = Array.removeAt j family.Critics
                            }
            }

        Arb.fromGenShrink (generate, shrink)

    let private probabilities (masses: int[]) =
        let total = float (Array.sum masses)
        masses |> Array.map (fun m -> float m / total)

    let private mean (weights: float[]) (f: float[]) =
        Array.fold2 (fun t w v -> t + w * v) 0.0 weights f

    /// E_p f - E_q f; the sample's means are those of the library's functional E f.
    let ipm: CriticGoal =
        {
            Name = "E f(X) - E f(Y)"
            OfLaws = fun f p q -> mean p f - mean q f
            OfSamples =
                fun x y ->
                    let identity =
                        Functional.potential "f" (Potential.ofPointwise (fun x -> x[0]) (fun _ -> [| 1.0 |]))

                    let of' (values: float[]) : float =
                        identity.Value(Empirical.ofPoints (Points.ofValues values))

                    of' x - of' y
        }

    /// MMD^2 of the critic's values, with the unbiased estimator.
    let mmd: CriticGoal =
        let kernel = Kernel.gaussian 1.0

        {
            Name = "MMD^2 of h(X) and h(Y)"
            OfLaws =
                fun h p q ->
                    let value a b =
                        System.Math.Exp(-0.5 * (a - b) * (a - b))

                    let inner v w =
                        mean v (h |> Array.map (fun a -> mean w (h |> Array.map (value a))))

                    inner p p + inner q q - 2.0 * inner p q
            OfSamples = fun x y -> (MmdEstimator.unbiased kernel (Points.ofValues x) (Points.ofValues y)).Value
        }

    /// What is found of a family: each pair of samples with its probability and the value of every critic, and J of every critic.
    let enumerate (goal: CriticGoal) (family: CriticFamily) : (float * float[])[] * float[] =
        let p, q = probabilities family.P, probabilities family.Q

        let pairs =
            [|
                for x, a in Enumeration.samples p size do
                    for y, b in Enumeration.samples q size ->
                        a * b,
                        family.Critics
                        |> Array.map (fun f ->
                            goal.OfSamples (x |> Array.map (fun i -> f[i])) (y |> Array.map (fun i -> f[i])))
            |]

        pairs, family.Critics |> Array.map (fun f -> goal.OfLaws f p q)

    /// The critic that a pair of samples favours: the first of the best.
    let favoured (values: float[]) : int =
        let best = Array.max values
        // Values that agree but for rounding are equal.
        Array.findIndex (fun v -> v >= best - 1e-12) values

namespace GanFlowTheory.Laws

open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core

/// <summary>Two small weighted samples in general position: the case of the laws on ratio estimators.</summary>
type RatioSample =
    {
        /// The dimension d.
        Dimension: int
        /// The number of points of p.
        Target: int
        /// The number of points of q.
        Current: int
        /// Relative weights, whole numbers above 0, cycled over both.
        Masses: int[]
        /// Eighths by which q is moved along every axis.
        Shift: int
        /// The seed of the points.
        Seed: int
    }

    member private this.Sample (label: string) (count: int) (first: int) (shift: float) : Empirical =
        let x =
            Seed.create this.Seed |> Seed.split label |> Seed.gaussian count this.Dimension

        let mass =
            Array.init count (fun i -> float (this.Masses[(first + i) % this.Masses.Length]))

        let total = Array.sum mass

        Empirical.weighted
            (mass |> Array.map (fun m -> m / total))
            (Points.init count this.Dimension (fun i k -> 2.0 * x[i, k] + shift))

    /// The target: points of N(0, 4 I).
    member this.P: Empirical = this.Sample "p" this.Target 0 0.0

    /// The current law: points of N(shift, 4 I).
    member this.Q: Empirical =
        this.Sample "q" this.Current this.Target (float this.Shift / 8.0)

    /// Sizes, weights, shift and seed.
    override this.ToString() =
        let masses = this.Masses |> Array.map string |> String.concat " "

        $"{this.Target} points of N(0, 4 I) and {this.Current} of N({Show.number (float this.Shift / 8.0)}, 4 I) in \
          R^{this.Dimension}, weights ({masses}), seed {this.Seed}"

/// Generating such samples.
[<RequireQualifiedAccess>]
module RatioSamples =

    let private shrink (sample: RatioSample) : RatioSample seq =
        seq {
            if Array.exists ((<>) 1) sample.Masses then
                yield { sample with Masses = [| 1 |] }

            if sample.Shift <> 0 then
                yield { sample with Shift = 0 }

            for seed in Generators.shrinkInt sample.Seed do
                yield { sample with Seed = seed }
        }

    let private sizes (pair: int -> Gen<int * int>) =
        Arb.fromGenShrink (
            gen {
                let! d = Gen.choose (1, 3)
                let! n, m = pair d

                let! masses =
                    Gen.frequency [ 1, Gen.constant [| 1 |]; 2, Gen.arrayOfLength 5 (Gen.choose (1, 5)) ]

                let! shift = Gen.choose (-16, 16)
                let! seed = Gen.choose (0, 9999)

                return
                    {
                        Dimension = d
                        Target = n
                        Current = m
                        Masses = masses
                        Shift = shift
                        Seed = seed
                    }
            },
            shrink
        )

    /// Samples of unequal sizes, so many that a covariance without one of them is not singular.
    let any: Arbitrary<RatioSample> =
        sizes (fun d -> Gen.zip (Gen.choose (d + 3, 9)) (Gen.choose (d + 3, 9)))

    /// Samples of equal sizes, at most 7.
    let paired: Arbitrary<RatioSample> =
        sizes (fun _ -> Gen.choose (3, 7) |> Gen.map (fun n -> n, n))

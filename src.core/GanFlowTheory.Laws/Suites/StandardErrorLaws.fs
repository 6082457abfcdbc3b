namespace GanFlowTheory.Laws

open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core

/// Laws of the standard errors of estimators of MMD^2.
[<RequireQualifiedAccess>]
module StandardErrorLaws =

    /// The variance of a mean over blocks of so many consecutive pairs is that of a mean of independent terms.
    let blocks (size: int) (name: string) (estimator: Kernel -> Points -> Points -> Estimate) : Law =
        Law.forAll
            {
                Name = "estimator-block-variance"
                Statement =
                    "The variance is s^2/B, s the sample standard deviation of the estimates on B separate blocks."
                Source = "BSAG18-7"
                Judge =
                    Judge.Relative(
                        1e-12,
                        "squares of differences of estimates of fewer than 400 terms, relative to (4 max |k|)^2"
                    )
            }
            name
            EstimatorLaws.samplePairs
            (fun (x, y) ->
                let x, y = x.Points, y.Points

                [
                    for k in [ Kernel.gaussian 1.0; Kernel.laplace 2.0; Kernel.distance; Kernel.poly3 ] do
                        let largest =
                            Seq.append (Points.toRows x) (Points.toRows y)
                            |> Seq.map (fun r -> abs (Kernel.value k r r))
                            |> Seq.max

                        let block b =
                            Points.select (Array.init size (fun j -> b * size + j))

                        let estimates =
                            [|
                                for b in 0 .. x.Count / size - 1 -> (estimator k (block b x) (block b y)).Value
                            |]

                        let mean, count = Array.average estimates, float estimates.Length
                        let spread = estimates |> Array.sumBy (fun e -> (e - mean) * (e - mean))

                        Equation.scalar
                            $"variance with kernel {k.Name}"
                            (16.0 * largest * largest)
                            ((estimator k x y).Variance.Value |> Option.defaultValue nan)
                            (spread / (count - 1.0) / count)
                ])

    // Pairs of samples in each case.
    let private repetitions = 100

    // Points in each sample: of 60 the unbiased variance is sometimes so near 0 that a single square of 100 counts for 150.
    let private points = 150

    /// The squared errors of an estimator, in units of its standard errors, have mean 1: neither too small nor too large.
    let calibrated (name: string) (estimator: Kernel -> Points -> Points -> Estimate) : Law =
        let p, q = GaussianMixture.standard 1, GaussianMixture.isotropic [| 1.0 |] 1.0

        let truth = GaussianMmd.squaredMmd [ 1.0, 1.0 ] p q
        let seeds = Arb.fromGenShrink (Gen.choose (0, 1000000), Generators.shrinkInt)

        Law.forAll
            {
                Name = "estimator-standard-error"
                Statement =
                    "Over 100 pairs of samples of 150 from N(0, 1) and N(1, 1) the squares of (estimate - MMD^2)/(standard error) have "
                    + "mean 1, within what chance allows on either side."
                Source = "BSAG18-1"
                // The mean of k squares of normals is chi^2_k / k, whose cube root is near N(1 - 2/(9k), 2/(9k)) (Wilson and
                // Hilferty). This rate allows means from 0.36 to 2.1: thousands of cases stay quiet, and a standard error
                // 1.7 times too large, or too small by a third, shows.
                Judge = Judge.Statistical 1e-9
            }
            name
            seeds
            (fun seed ->
                let square repetition =
                    let sample label =
                        let seed = Seed.create seed |> Seed.split $"{repetition}" |> Seed.split label
                        GaussianMixture.sample seed points

                    let e = estimator (Kernel.gaussian 1.0) (sample "x" p) (sample "y" q)
                    let error = e.StandardError |> Option.defaultValue nan
                    pown ((e.Value - truth) / error) 2

                let mean = Seq.init repetitions square |> Seq.average
                let variance = 2.0 / (9.0 * float repetitions)

                [
                    Equation.scalar
                        $"cube root of the mean square from seed {seed}"
                        (sqrt variance)
                        (System.Math.Cbrt mean)
                        (1.0 - variance)
                ])

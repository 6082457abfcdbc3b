namespace GanFlowTheory.Laws

open FsCheck
open FsCheck.FSharp
open MathNet.Numerics.LinearAlgebra
open GanFlowTheory.Core

/// <summary>A small generator at some parameters on fixed noise, with a target and patterns of numbers: the case of the
/// claims on parametric flows.</summary>
[<CustomEquality; NoComparison>]
type internal ParametricScene =
    {
        /// The generator.
        Generator: SmallGenerator
        /// The parameters in eighths, whole numbers, length P.
        Eighths: int[]
        /// The noise samples, equally weighted.
        Noise: Cloud
        /// The target.
        P: Cloud
        /// Numbers in [-4, 4], cycled.
        First: int[]
        /// More such numbers.
        Second: int[]
    }

    /// The parameters, length P, each in [-1, 1].
    member this.Theta: float[] = this.Eighths |> Array.map (fun v -> float v / 8.0)

    /// The state: the generator as a network, on the noise.
    member this.State: ParameterState =
        ParameterState.create (SmallGenerator.network this.Generator) this.Noise.Points this.Theta

    /// The target.
    member this.Target: IMeasure = this.P.Measure

    /// The Jacobians by hand at the noise samples, each d rows of length P.
    member this.Jacobians: float[][][] =
        Points.toRows this.Noise.Points
        |> Array.map (SmallGenerator.jacobian this.Generator this.Theta)

    /// The largest Frobenius norm of a Jacobian: how fast nodes move at most along a unit rate.
    member this.Speed: float =
        this.Jacobians
        |> Array.map (fun rows -> rows |> Array.sumBy Vectors.squaredNorm |> sqrt)
        |> Array.max

    /// A direction in parameters from a pattern, each entry in [-1, 1].
    member this.Direction(pattern: int[]) : float[] =
        Array.init this.Generator.Parameters (fun p -> Scene.Entry pattern p 0)

    /// Generator, parameters, noise, target and patterns.
    override this.ToString() =
        let pattern (a: int[]) = "(" + System.String.Join(" ", a) + ")"

        $"{this.Generator.Name} at theta = {Show.numbers this.Theta}, noise {Show.points this.Noise.Points}, \
          p = {this.P}, patterns {pattern this.First} {pattern this.Second}"

    /// Equal parts.
    override this.Equals other =
        match other with
        | :? ParametricScene as other ->
            this.Generator = other.Generator
            && this.Eighths = other.Eighths
            && this.Noise = other.Noise
            && this.P = other.P
            && this.First = other.First
            && this.Second = other.Second
        | _ -> false

    /// Of parameters and clouds.
    override this.GetHashCode() = hash (this.Eighths, this.Noise, this.P)

/// Generating parametric scenes, and what they look like in a feature space.
[<RequireQualifiedAccess>]
module internal ParametricScenes =

    let private architecture inputs hidden outputs : SmallGenerator =
        {
            Inputs = inputs
            Hidden = hidden
            Outputs = outputs
        }

    let private affine = [ architecture 1 0 1; architecture 2 0 2; architecture 1 0 2 ]

    let private perceptrons =
        [
            architecture 1 2 1
            architecture 2 2 2
            architecture 1 3 2
            architecture 2 3 1
        ]

    let private cloud (n: int) (d: int) : Gen<Cloud> = Generators.cloudOf n d 1.0

    let private equallyWeighted (cloud: Cloud) =
        { cloud with
            Mass = Array.create cloud.Count 1
        }

    let private shrink (scene: ParametricScene) : ParametricScene seq =
        seq {
            for noise in Generators.shrinkCloud scene.Noise do
                if noise.Count < scene.Noise.Count || noise.Grid <> scene.Noise.Grid then
                    yield
                        { scene with
                            Noise = equallyWeighted noise
                        }

            for p in Generators.shrinkCloud scene.P do
                yield { scene with P = p }

            for eighths in Generators.shrinkEach Generators.shrinkInt scene.Eighths do
                yield { scene with Eighths = eighths }

            for first in Generators.shrinkPattern scene.First do
                yield { scene with First = first }

            for second in Generators.shrinkPattern scene.Second do
                yield { scene with Second = second }
        }

    let private withGenerators (generators: SmallGenerator list) : Arbitrary<ParametricScene> =
        let scene =
            gen {
                let! generator = Gen.elements generators
                let! eighths = Gen.arrayOfLength generator.Parameters (Gen.choose (-8, 8))
                let! n = Gen.choose (1, 6)
                let! m = Gen.choose (1, 6)
                let! noise = cloud n generator.Inputs
                let! p = cloud m generator.Outputs
                let! first = Generators.pattern
                let! second = Generators.pattern

                return
                    {
                        Generator = generator
                        Eighths = eighths
                        Noise = equallyWeighted noise
                        P = p
                        First = first
                        Second = second
                    }
            }

        Arb.fromGenShrink (scene, shrink)

    /// Scenes of affine generators and of perceptrons with one hidden layer, P from 2 to 14.
    let any: Arbitrary<ParametricScene> = withGenerators (affine @ perceptrons)

    /// Scenes of affine generators.
    let affineOnly: Arbitrary<ParametricScene> = withGenerators affine

    /// Scenes of perceptrons.
    let perceptronsOnly: Arbitrary<ParametricScene> = withGenerators perceptrons

    /// Scenes of few parameters, P up to 7.
    let slim: Arbitrary<ParametricScene> =
        withGenerators [ affine[0]; affine[2]; perceptrons[0] ]

    /// Scenes of few parameters that do not shrink, for laws that are known to fail and slow to shrink.
    let unshrunk: Arbitrary<ParametricScene> = Arb.fromGen slim.Generator

    /// A fixed list of scenes of affine generators, for searches in which one case in thirty is a find.
    let fixedList (count: int) : ParametricScene list =
        Gen.sampleWithSeed (Rnd(1UL, 3UL)) 10 count affineOnly.Generator |> Array.toList

    /// d/dtheta of Phi(G(z_i)) for each sample, features x P, with the Jacobian by hand.
    let sampleDerivatives (map: FeatureMap) (scene: ParametricScene) : Matrix<float>[] =
        let nodes =
            Points.toRows scene.Noise.Points
            |> Array.map (SmallGenerator.value scene.Generator scene.Theta)

        Array.map2
            (fun x (rows: float[][]) ->
                Matrix<float>.Build.DenseOfRowArrays(map.Jacobian x).Transpose()
                * Matrix<float>.Build.DenseOfRowArrays rows)
            nodes
            scene.Jacobians

    /// L = E_z d/dtheta Phi(G(z)), features x P.
    let derivative (map: FeatureMap) (scene: ParametricScene) : Matrix<float> =
        let each = sampleDerivatives map scene
        Array.reduce (+) each / float each.Length

    /// The Gramian D in feature space: L L^T for (i), E_z of the samples' own products for (ii), E_q sum_a d_a Phi d_a
    /// Phi^T for (iii).
    let gramian (map: FeatureMap) (gramian: Gramian) (scene: ParametricScene) : Matrix<float> =
        match gramian with
        | Gramian.MeanGradient ->
            let l = derivative map scene
            l * l.Transpose()
        | Gramian.SampleGradients ->
            let each = sampleDerivatives map scene

            (each |> Array.map (fun l -> l * l.Transpose()) |> Array.reduce (+))
            / float each.Length
        | Gramian.SpatialGradients ->
            let nodes =
                Points.toRows scene.Noise.Points
                |> Array.map (SmallGenerator.value scene.Generator scene.Theta)

            FeatureMap.gramian map (Empirical.ofPoints (Points.ofRows nodes))

    /// mu_p - mu_q in feature space, with the outputs by hand.
    let delta (map: FeatureMap) (scene: ParametricScene) : Vector<float> =
        let nodes =
            Points.toRows scene.Noise.Points
            |> Array.map (SmallGenerator.value scene.Generator scene.Theta)

        FeatureMap.delta map scene.Target (Empirical.ofPoints (Points.ofRows nodes))

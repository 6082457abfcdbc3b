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
        /// The noise samples; their weights count for Weighted alone.
        Noise: Cloud
        /// The target.
        P: Cloud
        /// Numbers in [-4, 4], cycled.
        First: int[]
        /// More such numbers.
        Second: int[]
        /// The regularisation, from 1e-8 to 1e4.
        Lambda: float
    }

    /// The parameters, length P, each in [-1, 1].
    member this.Theta: float[] = this.Eighths |> Array.map (fun v -> float v / 8.0)

    /// The state: the generator as a network, on the noise.
    member this.State: ParameterState =
        ParameterState.create (SmallGenerator.network this.Generator) this.Noise.Points this.Theta

    /// The generator on weighted noise, by hand. The library's own state has equal weights; its metrics and critics
    /// take any.
    member this.Weighted: IParametric =
        let weights, jacobians = this.Noise.Weights, this.Jacobians

        let nodes =
            Points.toRows this.Noise.Points
            |> Array.map (SmallGenerator.value this.Generator this.Theta)
            |> Points.ofRows

        { new IParametric with
            member _.Nodes = nodes
            member _.Weights = weights

            member _.Push rate =
                Points.init nodes.Count nodes.Dimension (fun i a -> Vectors.inner (jacobians[i][a]) rate)

            member _.Pull vectors =
                Array.init this.Generator.Parameters (fun p ->
                    jacobians
                    |> Array.mapi (fun i rows ->
                        weights[i]
                        * (rows |> Array.mapi (fun a row -> row[p] * vectors[i, a]) |> Array.sum))
                    |> Array.sum)

            member _.Mobilities() =
                jacobians
                |> Array.map (fun rows ->
                    [|
                        for a in rows do
                            for b in rows -> Vectors.inner a b
                    |])
        }

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

        $"{this.Generator.Name} at theta = {Show.numbers this.Theta}, noise {this.Noise}, \
          p = {this.P}, lambda = {Show.number this.Lambda}, patterns {pattern this.First} {pattern this.Second}"

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
            && this.Lambda = other.Lambda
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

    let private affine =
        [
            architecture 1 0 1
            architecture 2 0 2
            architecture 1 0 2
            architecture 2 0 3
            architecture 1 0 5
        ]

    let private perceptrons =
        [
            architecture 1 2 1
            architecture 2 2 2
            architecture 1 3 2
            architecture 2 3 1
            architecture 1 2 3
            architecture 2 2 5
        ]

    let private cloud (n: int) (d: int) : Gen<Cloud> = Generators.cloudOf n d 1.0

    /// From far below the eigenvalues of g to far above.
    let lambdas = [ 1e-8; 1e-6; 1e-4; 1e-2; 0.5; 1.0; 100.0; 1e4 ]

    let private shrink (scene: ParametricScene) : ParametricScene seq =
        seq {
            for noise in Generators.shrinkCloud scene.Noise do
                yield { scene with Noise = noise }

            for p in Generators.shrinkCloud scene.P do
                yield { scene with P = p }

            if scene.Lambda <> 0.5 then
                yield { scene with Lambda = 0.5 }

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
                let! lambda = Gen.elements lambdas

                return
                    {
                        Generator = generator
                        Eighths = eighths
                        Noise = noise
                        P = p
                        First = first
                        Second = second
                        Lambda = lambda
                    }
            }

        Arb.fromGenShrink (scene, shrink)

    /// Scenes of affine generators and of perceptrons with one hidden layer, P from 2 to 21, d from 1 to 5.
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

    let private mean (weights: float[]) (each: Matrix<float>[]) =
        Array.map2 (fun (w: float) (m: Matrix<float>) -> w * m) weights each
        |> Array.reduce (+)

    /// L = E_z d/dtheta Phi(G(z)), features x P, for samples with the given weights.
    let derivativeBy (weights: float[]) (map: FeatureMap) (scene: ParametricScene) : Matrix<float> =
        mean weights (sampleDerivatives map scene)

    let private nodesOf (scene: ParametricScene) : Points =
        Points.toRows scene.Noise.Points
        |> Array.map (SmallGenerator.value scene.Generator scene.Theta)
        |> Points.ofRows

    /// The Gramian D in feature space: L L^T for (i), E_z of the samples' own products for (ii), E_q sum_a d_a Phi d_a
    /// Phi^T for (iii).
    let gramianBy (weights: float[]) (map: FeatureMap) (gramian: Gramian) (scene: ParametricScene) : Matrix<float> =
        match gramian with
        | Gramian.MeanGradient ->
            let l = derivativeBy weights map scene
            l * l.Transpose()
        | Gramian.SampleGradients ->
            sampleDerivatives map scene
            |> Array.map (fun l -> l * l.Transpose())
            |> mean weights
        | Gramian.SpatialGradients -> FeatureMap.gramian map (Empirical.weighted weights (nodesOf scene))

    /// mu_p - mu_q in feature space, with the outputs by hand.
    let deltaBy (weights: float[]) (map: FeatureMap) (scene: ParametricScene) : Vector<float> =
        FeatureMap.delta map scene.Target (Empirical.weighted weights (nodesOf scene))

    /// Equal weights, as those of the library's state.
    let equal (scene: ParametricScene) : float[] =
        Array.create scene.Noise.Count (1.0 / float scene.Noise.Count)

    /// L with equal weights.
    let derivative (map: FeatureMap) (scene: ParametricScene) : Matrix<float> = derivativeBy (equal scene) map scene

    /// D with equal weights.
    let gramian (map: FeatureMap) (gramian: Gramian) (scene: ParametricScene) : Matrix<float> =
        gramianBy (equal scene) map gramian scene

    /// mu_p - mu_q with equal weights.
    let delta (map: FeatureMap) (scene: ParametricScene) : Vector<float> = deltaBy (equal scene) map scene

namespace GanFlowTheory.Laws

open System.Collections.Generic
open GanFlowTheory.Core

/// What one run drew: a stream of normals by the name of what took it, such as "noise of step 3".
type internal Draws = (string * float[]) list

/// The laws of what a flow draws: seeds that split, noise injection, diffusion, fresh samples.
[<RequireQualifiedAccess>]
module internal FlowStreamLaws =

    // A critic that sees nothing, and tells at which points it is asked and from which seed.
    let private recorder (told: Seed -> Particles -> Points -> unit) : Critic<Particles> =
        let rec critic =
            {
                Name = "recorder"
                Estimate =
                    Some(fun _ seed q ->
                        CriticReading.ofPotential
                            critic
                            (Potential.create (fun x -> Array.zeroCreate x.Count) (fun x ->
                                told seed q x
                                Points.zero x.Count x.Dimension)))
                LogDensity = 1.0
                Memory = None
            }

        critic

    /// What the library's loop draws in so many steps of n particles in R^d, from a run seed: the seeds that critics and
    /// fresh samples get, as normals; the shifts of noise injection; the displacements of the diffusion.
    let observed (steps: int) (n: int) (d: int) (seed: Seed) : Draws =
        let tau = 0.125
        let draws = List<string * float[]>()
        let shifts = Dictionary<string, float[]>()
        let normals (seed: Seed) = Seed.normals (n * d) seed

        let tell (seed: Seed) (q: Particles) (x: Points) =
            shifts[string seed] <- (Points.combine 1.0 x -1.0 q.Nodes).Data
            shifts[$"critic {seed}"] <- normals seed

        let flow =
            { (Flow.through "nothing" (recorder tell)
               |> Flow.withNoise 1.0
               |> Flow.steppedBy (Integrator.euler tau)) with
                Renewal =
                    Some(fun fresh q ->
                        draws.Add($"fresh samples after {draws.Count + 1} steps", normals fresh)
                        q)
            }

        let path =
            Flow.from (Particles.ofPoints (Points.zero n d)) flow
            |> Flow.withSeed seed
            |> Flow.steps steps

        [
            yield! draws

            for KeyValue(name, values) in shifts do
                (if name.StartsWith "critic" then
                     name
                 else
                     $"shift beside critic {name}"),
                values

            for i in 1..steps do
                let moved =
                    Points.combine 1.0 (snd path.States[i]).Nodes -1.0 (snd path.States[i - 1]).Nodes

                $"diffusion of step {i}", (Points.scale (1.0 / sqrt (2.0 * tau)) moved).Data
        ]

    let private correlation (a: float[]) (b: float[]) =
        Vectors.inner a b / (Vectors.norm a * Vectors.norm b)

    /// No two streams of a run are alike.
    let streams (name: string) (draw: int -> int -> int -> Seed -> Draws) : Law =
        Law.forEach
            {
                Name = "flow-streams"
                Statement =
                    "What a run draws for critics, noise, diffusion and fresh samples, at any step, comes from streams of its "
                    + "own: no two are correlated."
                Source = ""
                // 22 streams, 231 pairs of normals: |r| sqrt n > 6 has probability 2e-9 for each. Equal streams have r = 1,
                // sqrt n >= 22.
                Judge =
                    Judge.AtMost(
                        0.0,
                        "six standard deviations of a sample correlation; equal streams are at 22 and more"
                    )
            }
            name
            [ 500, 1; 200, 3; 100, 16 ]
            (fun (n, d) ->
                let all = draw 5 n d (Seed.create (n + d))

                [
                    Equation.scalar "22 streams are seen" 0.0 22.0 (float all.Length)

                    for i, (first, a) in List.indexed all do
                        for second, b in List.truncate i all do
                            Equation.scalar
                                $"{first} with {second}: |r| sqrt n"
                                0.0
                                (abs (correlation a b) * sqrt (float (n * d)))
                                6.0
                ])

    // The normals that the polar method makes of uniforms, pair by pair, where both are known to within their bins.
    let private polar (uniforms: float[]) : float[] =
        [|
            for i in 0..2 .. uniforms.Length - 2 do
                let a, b = 2.0 * uniforms[i] - 1.0, 2.0 * uniforms[i + 1] - 1.0
                let r = a * a + b * b

                if r < 1.0 && r > 0.0 then
                    let factor = sqrt (-2.0 * log r / r)
                    a * factor
                    b * factor
        |]

    /// A sampler of mixtures draws its noise from another stream than its components.
    let sampler (name: string) (sample: Seed -> int -> GaussianMixture -> Points) : Law =
        Law.forEach
            {
                Name = "sampler-streams"
                Statement =
                    "The noise of a sample from a mixture comes from another stream than its components: normals made of the "
                    + "uniforms that the components tell are not correlated with it."
                Source = ""
                Judge =
                    Judge.AtMost(0.0, "six standard deviations of a sample correlation; one stream is at 10 and more")
            }
            name
            [ 1; 2; 3; 4 ]
            (fun seed ->
                let bins, count, apart = 256, 1024, 100.0

                let mixture =
                    GaussianMixture.mixture
                        (Array.create bins (1.0 / float bins))
                        (List.init bins (fun j -> GaussianMixture.isotropic [| apart * float j |] 1.0))

                let x = (sample (Seed.create seed) count mixture).Coordinate(0).ToArray()
                let component' = x |> Array.map (fun v -> round (v / apart))
                let noise = Array.map2 (fun v j -> v - apart * j) x component'
                let made = component' |> Array.map (fun j -> (j + 0.5) / float bins) |> polar
                let same = noise[.. made.Length - 1]

                [
                    Equation.scalar
                        "|r| sqrt n of the noise with the components' stream"
                        0.0
                        (abs (correlation made same) * sqrt (float made.Length))
                        6.0
                ])

    /// Displacements of one diffusion step without drift from particles at 0: a times log q, in the metric made of D, tau.
    let displacementsIn
        (metric: float -> Metric<Particles>)
        (a: float)
        (factor: float)
        (tau: float)
        (seed: Seed)
        : float[] =
        let critic = recorder (fun _ _ _ -> ()) |> Critic.withLogDensity a

        let path =
            Flow.createThrough "nothing" critic (metric factor)
            |> Flow.steppedBy (Integrator.euler tau)
            |> Flow.from (Particles.ofPoints (Points.zero 1000 3))
            |> Flow.withSeed seed
            |> Flow.steps 1

        path.Final.Nodes.Data

    /// The same in D times Wasserstein-2.
    let displacements: float -> float -> float -> Seed -> float[] =
        displacementsIn (fun factor -> Metric.scale factor Metric.wasserstein)

    let private diffusions =
        [ 1.0, 1.0, 0.01; 0.5, 1.0, 0.25; 2.0, 3.0, 1e-6; 1.0, 0.125, 4.0 ]

    /// The mean squared displacement of a diffusion is 2 a D tau per coordinate.
    let diffusion (name: string) (displacements: float -> float -> float -> Seed -> float[]) : Law =
        Law.forEach
            {
                Name = "diffusion-variance"
                Statement =
                    "A diffusion along a log q with coefficient D spreads by 2 a D tau in each coordinate in a step tau."
                Source = ""
                Judge = Judge.Statistical 1e-9
            }
            name
            diffusions
            (fun (a, factor, tau) ->
                let moved = displacements a factor tau (Seed.create 3)
                let expected = 2.0 * a * factor * tau
                let n = float moved.Length

                [
                    Equation.scalar
                        $"the mean square at a = {a}, D = {factor}, tau = {tau}"
                        (expected * sqrt (2.0 / n))
                        (moved |> Array.averageBy (fun v -> v * v))
                        expected
                    Equation.scalar
                        $"the mean at a = {a}, D = {factor}, tau = {tau}"
                        (sqrt (expected / n))
                        (Array.average moved)
                        0.0
                ])

    /// Four times the time, or four times the coefficient, doubles each displacement of one seed.
    let diffusionScaling (name: string) (displacements: float -> float -> float -> Seed -> float[]) : Law =
        Law.forEach
            {
                Name = "diffusion-scaling"
                Statement =
                    "With four times the step, a or D, each displacement of a diffusion from one seed is exactly twice as long."
                Source = ""
                // Factors of four and two commute with rounding, and with the root.
                Judge = Judge.Exact
            }
            name
            diffusions
            (fun (a, factor, tau) ->
                let once =
                    displacements a factor tau (Seed.create 3) |> Array.map (fun v -> 2.0 * v)

                [
                    Equation.vector "4 tau" 0.0 (displacements a factor (4.0 * tau) (Seed.create 3)) once
                    Equation.vector "4 a" 0.0 (displacements (4.0 * a) factor tau (Seed.create 3)) once
                    Equation.vector "4 D" 0.0 (displacements a (4.0 * factor) tau (Seed.create 3)) once
                ])

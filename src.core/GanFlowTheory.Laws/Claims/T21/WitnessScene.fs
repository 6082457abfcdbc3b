namespace GanFlowTheory.Laws

open System
open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core

/// Laws on the line against a witness a x + b x^2: the cases of T21-5.
type internal WitnessScene =
    {
        /// The particles and the target's points in eighths, in equal weights.
        Particles: int[]
        Target: int[]
        /// a and b of the witness at the start, in eighths.
        Slope: int
        Curvature: int
        /// Steps of RK4 and their length in 64ths.
        Steps: int
        Length: int
        /// The critic's clock in quarters, and its ridge in quarters.
        Clock: int
        Ridge: int
    }

    member this.Kappa = float this.Clock / 4.0
    member this.Lambda = float this.Ridge / 4.0
    member this.Tau = float this.Length / 64.0

    member private _.Of(eighths: int[]) : Particles =
        eighths
        |> Array.map (fun v -> float v / 8.0)
        |> Points.ofValues
        |> Particles.ofPoints

    member this.Start: Product<Particles, Particles> =
        Product.create
            (this.Of this.Particles)
            (Particles.point [| float this.Slope / 8.0; float this.Curvature / 8.0 |])

    member this.P: Particles = this.Of this.Target

    override this.ToString() =
        let list (values: int[]) =
            values |> Array.map (fun v -> float v / 8.0) |> Show.numbers

        $"particles {list this.Particles}, target {list this.Target}, critic {list [| this.Slope; this.Curvature |]}, \
          kappa {this.Kappa}, lambda {this.Lambda}, {this.Steps} steps of {this.Tau}"

/// Generating such cases.
[<RequireQualifiedAccess>]
module internal WitnessScenes =

    let private shrink (scene: WitnessScene) : WitnessScene seq =
        seq {
            if scene.Steps > 1 then
                yield { scene with Steps = scene.Steps / 2 }

            if scene.Slope <> 0 then
                yield { scene with Slope = 0 }

            if scene.Ridge > 0 then
                yield { scene with Ridge = 0 }

            if scene.Clock <> 4 then
                yield { scene with Clock = 4 }
        }

    let private scene (points: Gen<int[]>) (slope: Gen<int>) : Gen<WitnessScene> =
        gen {
            let! particles = points
            let! target = points
            let! slope = slope
            let! curvature = Gen.choose (-12, -1)
            let! steps = Gen.choose (1, 200)
            let! length = Gen.choose (1, 8)
            let! clock = Gen.elements [ 1; 2; 4; 16; 40 ]
            let! ridge = Gen.choose (0, 8)

            return
                {
                    Particles = particles
                    Target = target
                    Slope = slope
                    Curvature = curvature
                    Steps = steps
                    Length = length
                    Clock = clock
                    Ridge = ridge
                }
        }

    let private two = Gen.choose (2, 8)

    /// Any particles and critics with b < 0.
    let any: Arbitrary<WitnessScene> =
        let points = two |> Gen.bind (fun n -> Gen.arrayOfLength n (Gen.choose (-24, 24)))

        Arb.fromGenShrink (scene points (Gen.choose (-12, 12)), shrink)

    /// Particles and targets of mean 0 that are not all there, and critics b x^2.
    let centred: Arbitrary<WitnessScene> =
        let points =
            two
            |> Gen.bind (fun n -> Gen.arrayOfLength n (Gen.choose (1, 24)))
            |> Gen.map (fun half -> Array.append half (Array.map (~-) half))

        Arb.fromGenShrink (scene points (Gen.constant 0), shrink)

    /// The same with b > 0.
    let flipped (scenes: Arbitrary<WitnessScene>) : Arbitrary<WitnessScene> =
        let flip (scene: WitnessScene) =
            { scene with
                Curvature = -scene.Curvature
            }

        Arb.fromGen (scenes.Generator |> Gen.map flip)

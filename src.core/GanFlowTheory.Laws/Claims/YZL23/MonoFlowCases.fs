namespace GanFlowTheory.Laws

open FsCheck
open FsCheck.FSharp

/// A normal law N(mean, deviation^2) on the line as q, against p = N(0, 1).
type internal NormalAgainstStandard =
    {
        Mean: float
        Deviation: float
    }

    override this.ToString() =
        $"q = N({Show.number this.Mean}, {Show.number this.Deviation}^2), p = N(0, 1)"

    /// log r and its derivative.
    member this.LogRatio(x: float) : struct (float * float) =
        let z = (x - this.Mean) / this.Deviation
        struct (0.5 * (z * z - x * x) + log this.Deviation, z / this.Deviation - x)

/// p in proportion to q e^(a sin(f x + b)), q = N(0, 1).
type internal WaveOverStandard =
    {
        /// 8 a, above 0.
        Amplitude: int
        /// f, 1 to 3.
        Frequency: int
        /// 8 b.
        Phase: int
    }

    override this.ToString() =
        let eighths (v: int) = Show.number (float v / 8.0)
        $"q = N(0, 1), p ~ q exp({eighths this.Amplitude} sin({this.Frequency} x + {eighths this.Phase}))"

/// The pairs of densities that MonoFlow's laws are checked on.
[<RequireQualifiedAccess>]
module internal MonoFlowCases =

    let normals: Arbitrary<NormalAgainstStandard> =
        let generator =
            gen {
                let! mean = Gen.choose (-24, 24)
                let! deviation = Gen.elements [ 0.5; 0.75; 1.0; 1.0; 1.5; 2.0 ]

                return
                    {
                        Mean = float mean / 8.0
                        Deviation = deviation
                    }
            }

        Arb.fromGenShrink (
            generator,
            fun q ->
                seq {
                    if q.Deviation <> 1.0 then
                        yield { q with Deviation = 1.0 }

                    for k in Generators.shrinkInt (int (8.0 * q.Mean)) do
                        yield { q with Mean = float k / 8.0 }
                }
        )

    let waves: Arbitrary<WaveOverStandard> =
        Arb.fromGenShrink (
            gen {
                let! amplitude = Gen.choose (1, 16)
                let! frequency = Gen.choose (1, 3)
                let! phase = Gen.choose (-25, 25)

                return
                    {
                        Amplitude = amplitude
                        Frequency = frequency
                        Phase = phase
                    }
            },
            fun wave ->
                seq {
                    for a in Generators.shrinkInt wave.Amplitude do
                        if a > 0 then
                            yield { wave with Amplitude = a }

                    if wave.Frequency > 1 then
                        yield { wave with Frequency = 1 }

                    for b in Generators.shrinkInt wave.Phase do
                        yield { wave with Phase = b }
                }
        )

namespace GanFlowTheory.Core

open System

/// <summary>Units for points: z = (x - centre) / scale in each coordinate, for x in the units of the data.</summary>
[<NoComparison>]
type Units =
    {
        /// What is subtracted, length d.
        Centre: float[]
        /// What the difference is divided by, length d, each > 0.
        Scale: float[]
    }

/// <summary>Units for points: flows run where every coordinate varies by about 1, and tell of the data in its own
/// units.</summary>
[<RequireQualifiedAccess>]
module Units =

    /// The units of the data themselves, z = x, in d dimensions, d >= 1.
    let none (dimension: int) : Units =
        Guard.atLeast (nameof dimension) 1 dimension

        {
            Centre = Array.zeroCreate dimension
            Scale = Array.create dimension 1.0
        }

    /// The units z = (x - centre) / scale: length d >= 1 each, finite, the scale above 0.
    let create (centre: float[]) (scale: float[]) : Units =
        Guard.atLeast (nameof centre) 1 centre.Length
        Guard.sameLength (nameof scale) centre.Length scale.Length

        centre
        |> Array.iteri (fun k v -> Guard.finite (invariant $"{nameof centre}[{k}]") v)

        scale
        |> Array.iteri (fun k v -> Guard.positive (invariant $"{nameof scale}[{k}]") v)

        {
            Centre = Array.copy centre
            Scale = Array.copy scale
        }

    /// The units in which every coordinate of the data, n x d, has mean 0 and standard deviation 1 (divisor n); a constant
    /// coordinate is only centred. Data whose squares overflow are an argument error.
    let standardising (data: Points) : Units =
        let covariance = Points.covariance data
        let mean = Points.mean data

        for k in 0 .. data.Dimension - 1 do
            if not (Double.IsFinite mean[k] && Double.IsFinite covariance[k, k]) then
                let largest = Seq.init data.Count (fun i -> abs data[i, k]) |> Seq.max

                Guard.fail
                    (nameof data)
                    (invariant
                        $"coordinate {k + 1} of the data is too large to be standardised: it reaches {largest}, whose squares \
                      overflow; give it in a larger unit.")

        {
            Centre = mean
            Scale =
                Array.init data.Dimension (fun k ->
                    let deviation = sqrt covariance[k, k]
                    if deviation > 0.0 then deviation else 1.0)
        }

    /// (x - centre) / scale, n x d: points of the data in the units.
    let into (units: Units) (x: Points) : Points =
        Guard.sameDimension (nameof x) units.Centre.Length x.Dimension
        Points.init x.Count x.Dimension (fun i k -> (x[i, k] - units.Centre[k]) / units.Scale[k])

    /// scale z + centre, n x d: points in the units as points of the data.
    let back (units: Units) (z: Points) : Points =
        Guard.sameDimension (nameof z) units.Centre.Length z.Dimension
        Points.init z.Count z.Dimension (fun i k -> z[i, k] * units.Scale[k] + units.Centre[k])

namespace GanFlowTheory.Core

open System

/// A running sum with the rounding of every addition kept (Neumaier): the error does not grow with the number of terms.
[<Struct; NoComparison; NoEquality>]
type private CompensatedSum =
    val mutable private Total: float
    val mutable private Lost: float

    member this.Add(v: float) =
        let total = this.Total + v

        this.Lost <-
            this.Lost
            + (if abs this.Total >= abs v then
                   (this.Total - total) + v
               else
                   (v - total) + this.Total)

        this.Total <- total

    member this.Value = this.Total + this.Lost

/// A measure on the line in increasing order of its nodes.
[<NoComparison; NoEquality>]
type private SortedMeasure =
    {
        Places: float[]
        Weights: float[]
        /// Where each node stood before sorting.
        Order: int[]
    }

/// The first variation of the energy distance on the line, piecewise linear between the merged nodes of p and q, with
/// slope 2 (F_p - F_q), F the distribution functions.
[<NoComparison; NoEquality>]
type private EnergyProfile =
    {
        Energy: float
        /// The number of distinct places.
        Count: int
        Places: float[]
        Values: float[]
        /// F_p - F_q from each place to the next.
        Excess: float[]
    }

/// <summary>
/// The energy distance F(q) = E|X-Y| - 1/2 E|X-X'| - 1/2 E|Y-Y'|, X, X' ~ q and Y, Y' ~ p, with first variation
/// E|x-Y| - E|x-X'|: the squared MMD of the distance kernel (BSAG18-4). Gradients of |x-y| at coincident points are 0.
/// </summary>
[<AutoOpen>]
module EnergyDistanceFunctional =

    /// The functionals.
    [<RequireQualifiedAccess>]
    module Functional =

        let private name = "energy distance E|X-Y| - 1/2 E|X-X'| - 1/2 E|Y-Y'|"

        let private sort (measure: IMeasure) : SortedMeasure =
            let places = Array.copy measure.Nodes.Data
            let order = Array.init places.Length id
            Array.Sort(places, order)

            {
                Places = places
                Weights = Array.map (fun i -> measure.Weights[i]) order
                Order = order
            }

        // NaN sorts first, and infinities to the ends.
        let private isFinite (sorted: SortedMeasure) =
            Double.IsFinite sorted.Places[0] && Double.IsFinite(Array.last sorted.Places)

        /// F = int (F_p - F_q)^2 dx: a sum of non-negative terms, where the three expectations would cancel.
        let private profile (p: SortedMeasure) (q: SortedMeasure) : EnergyProfile =
            let n, m = q.Places.Length, p.Places.Length

            let places, values, excess =
                Array.zeroCreate (n + m), Array.zeroCreate (n + m), Array.zeroCreate (n + m)

            let mutable energy = CompensatedSum()
            let mutable rise = CompensatedSum()
            let mutable above = CompensatedSum()
            let mutable count = 0
            let mutable i = 0
            let mutable j = 0

            while i < n || j < m do
                let z =
                    if j >= m || (i < n && q.Places[i] <= p.Places[j]) then
                        q.Places[i]
                    else
                        p.Places[j]

                if count > 0 then
                    let gap, difference = z - places[count - 1], excess[count - 1]
                    energy.Add(difference * difference * gap)
                    rise.Add(2.0 * difference * gap)

                while j < m && p.Places[j] = z do
                    above.Add p.Weights[j]
                    j <- j + 1

                while i < n && q.Places[i] = z do
                    above.Add -q.Weights[i]
                    i <- i + 1

                places[count] <- z
                values[count] <- rise.Value
                excess[count] <- above.Value
                count <- count + 1

            // Both masses are one; what is left of the difference is the rounding of the weights.
            excess[count - 1] <- 0.0
            // The limits at -infinity and +infinity are opposite: E Y - E X and E X - E Y.
            let middle = 0.5 * rise.Value

            for k in 0 .. count - 1 do
                values[k] <- values[k] - middle

            {
                Energy = energy.Value
                Count = count
                Places = places
                Values = values
                Excess = excess
            }

        // k is the last place at or below x, or -1. The product with 0 lets a NaN through.
        let private valueAt (profile: EnergyProfile) (k: int) (x: float) =
            if k < 0 then
                profile.Values[0] + 0.0 * x
            else
                profile.Values[k] + 2.0 * profile.Excess[k] * (x - profile.Places[k])

        let private slopeAt (profile: EnergyProfile) (k: int) (x: float) =
            if k < 0 then
                0.0 * x
            elif x = profile.Places[k] then
                // The mean of the slopes on either side: sign(0) = 0.
                profile.Excess[k] + (if k > 0 then profile.Excess[k - 1] else 0.0)
            else
                2.0 * profile.Excess[k] + 0.0 * x

        let private placeBelow (profile: EnergyProfile) (x: float) =
            let k = Array.BinarySearch(profile.Places, 0, profile.Count, x)
            if k >= 0 then k else ~~~k - 1

        let private potential (profile: Lazy<EnergyProfile voption>) : Potential =
            let each (read: EnergyProfile -> int -> float -> float) (x: Points) =
                Guard.sameDimension "the points" 1 x.Dimension

                match profile.Value with
                | ValueSome profile -> Array.map (fun v -> read profile (placeBelow profile v) v) x.Data
                | ValueNone -> Array.create x.Count nan

            Potential.create (each valueAt) (fun x -> Points.wrap x.Count 1 (each slopeAt x))

        /// Values and slopes at the nodes of q, which the profile's places contain in the same order.
        let private atNodes (profile: EnergyProfile) (q: SortedMeasure) : struct (float[] * float[]) =
            let values, slopes =
                Array.zeroCreate q.Places.Length, Array.zeroCreate q.Places.Length

            let mutable k = 0

            for i in 0 .. q.Places.Length - 1 do
                let x = q.Places[i]

                while profile.Places[k] < x do
                    k <- k + 1

                values[q.Order[i]] <- valueAt profile k x
                slopes[q.Order[i]] <- slopeAt profile k x

            struct (values, slopes)

        /// The energy distance on the line by sorting, O((n + m) log(n + m)) for n and m nodes, any weights.
        let energyDistanceOneDimensional (target: IMeasure) : Functional<'q> when 'q :> IMeasure =
            Guard.sameDimension (nameof target) 1 target.Nodes.Dimension
            Points.checkFinite (nameof target) target.Nodes
            let p = sort target

            // None where a node of q is not finite: the value is then NaN, and a flow ends as diverged.
            let look (q: IMeasure) =
                Guard.sameDimension "the flowing distribution" 1 q.Nodes.Dimension
                let q = sort q

                if isFinite q then
                    ValueSome(struct (q, profile p q))
                else
                    ValueNone

            {
                Name = name
                Value =
                    fun q ->
                        match look q with
                        | ValueSome(struct (_, profile)) -> profile.Energy
                        | ValueNone -> nan
                FirstVariation =
                    fun q -> potential (lazy (look q |> ValueOption.map (fun struct (_, profile) -> profile)))
                Evaluate =
                    fun q ->
                        match look q with
                        | ValueSome(struct (sorted, profile)) ->
                            let struct (values, slopes) = atNodes profile sorted

                            {
                                Value = profile.Energy
                                Variation = Covector(lazy values, lazy (Points.wrap slopes.Length 1 slopes))
                            }
                        | ValueNone ->
                            {
                                Value = nan
                                Variation = Potential.at q.Nodes (potential (lazy ValueNone))
                            }
            }

        /// The energy distance in any dimension by kernel sums, O((n + m)^2): twice 1/2 MMD^2 of the distance kernel
        /// (BSAG18-4).
        let energyDistancePairwise (target: IMeasure) : Functional<'q> when 'q :> IMeasure =
            // The base point does not matter, except to rounding: in the middle of the target the terms cancel least.
            let kernel = Kernel.distanceFrom (Measure.mean target)

            { Functional.scale 2.0 (Functional.mmd kernel target) with
                Name = name
            }

        /// The energy distance E|X-Y| - 1/2 E|X-X'| - 1/2 E|Y-Y'|: by sorting on the line, by kernel sums in higher
        /// dimensions; the meaning is the same.
        let energyDistance (target: IMeasure) : Functional<'q> when 'q :> IMeasure =
            if target.Nodes.Dimension = 1 then
                energyDistanceOneDimensional target
            else
                energyDistancePairwise target

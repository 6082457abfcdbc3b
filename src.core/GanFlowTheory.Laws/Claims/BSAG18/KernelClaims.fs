namespace GanFlowTheory.Laws

open GanFlowTheory.Core
open GanFlowTheory.Core.Extending

/// Claims on kernels: BSAG18-4 and BSAG18-5.
[<RequireQualifiedAccess>]
module internal KernelClaims =

    let private distance (x: float[]) (y: float[]) = Vectors.norm (Array.map2 (-) x y)

    let private mean (p: Cloud) (f: float[] -> float) =
        Array.fold2 (fun t w r -> t + w * f r) 0.0 p.Weights (Points.toRows p.Points)

    // E |X - Y| for X ~ p, Y ~ q.
    let private meanDistance (p: Cloud) (q: Cloud) = mean p (fun x -> mean q (distance x))

    // The largest norm: distances and distance kernels are at most twice that.
    let private reach (scene: Scene) =
        Points.append scene.P.Points scene.Q.Points
        |> Points.toRows
        |> Array.map Vectors.norm
        |> Array.max

    let private judge =
        Judge.Relative(1e-13, "sums of at most 144 terms, each accurate to d + 4 ulp of the largest distance")

    let private distancePower (beta: float) x y = distance x y ** beta

    // Powers between 0 and 2, and the distance itself.
    let private between = [ 0.25; 0.5; 1.0; 1.5; 1.9 ]

    let private basePoint (from: float -> float[] -> Kernel) : Law =
        Law.forAll
            {
                Name = "distance-base-point"
                Statement = "MMD^2 of the distance kernel of b, 0 < b < 2, does not depend on its base point."
                Source = "BSAG18-4"
                Judge = judge
            }
            "distance, distance:b"
            Scenes.any
            (fun scene ->
                let p, q = scene.P, scene.Q

                let at =
                    Array.init q.Dimension (fun k -> q.Spread * 3.0 * Scene.Entry scene.First k 0)

                [
                    for b in between do
                        Equation.scalar
                            $"base point {Show.numbers at} against the origin, b = {b}"
                            ((2.0 * (reach scene + Vectors.norm at)) ** b)
                            (Mmd.squared (from b at) p.Measure q.Measure)
                            (Mmd.squared (Kernel.distanceOf b) p.Measure q.Measure)
                ])

    let private energy (part: float) : Law =
        Law.forAll
            {
                Name = "distance-energy"
                Statement =
                    "MMD^2 of the distance kernel of b, 0 < b < 2, is half of 2 E|X-Y|^b - E|X-X'|^b - E|Y-Y'|^b, at b = 1 half the energy "
                    + "distance."
                Source = "BSAG18-4"
                Judge = judge
            }
            "distance, distance:b"
            Scenes.any
            (fun scene ->
                let p, q = scene.P, scene.Q

                let half b =
                    let ofPower p q =
                        mean p (fun x -> mean q (distancePower b x))

                    part * (2.0 * ofPower p q - ofPower p p - ofPower q q)

                let f: Functional<IMeasure> = Functional.energyDistance p.Measure

                [
                    for b in between do
                        let size = (2.0 * reach scene) ** b

                        Equation.scalar
                            $"MMD^2, b = {b}"
                            size
                            (Mmd.squared (Kernel.distanceOf b) p.Measure q.Measure)
                            (half b)

                    Equation.scalar "the energy functional" (reach scene) (f.Value q.Measure) (half 1.0)
                ])

    // Cramer GAN's critic: one fixed sample of the generator stands for its law, and the origin for the data's.
    let private cramerAt (x: float[]) (x': float[]) = distance x x' - Vectors.norm x

    let private cramer (cramerAt: float[] -> float[] -> float) : Law =
        Law.forAll
            {
                Name = "distance-cramer-critic"
                Statement =
                    "The Cramer critic is a distance kernel: |x-x'| - |x| = |x'| - 2 k(x,x'); its loss is E_p f - E_q f "
                    + "= MMD^2 + E k(X,X') - E k(Y,Y'), X ~ q and Y ~ p; the witness obeys 2 (mu_p - mu_q)(x) = E|x-X| - "
                    + "E|x-Y| + E|Y| - E|X|."
                Source = "BSAG18-4"
                Judge = judge
            }
            "distance"
            Scenes.any
            (fun scene ->
                let p, q = scene.P, scene.Q
                let k = Kernel.distance
                let f x = mean q (cramerAt x)

                let witness =
                    Potential.add (Mmd.embedding k p.Measure) (Potential.scale -1.0 (Mmd.embedding k q.Measure))

                [
                    for x in Points.toRows p.Points do
                        for x' in Points.toRows q.Points do
                            Equation.scalar
                                $"|x-x'| - |x| at x = {Show.numbers x}, x' = {Show.numbers x'}"
                                (reach scene)
                                (cramerAt x x')
                                (Vectors.norm x' - 2.0 * Kernel.value k x x')

                        Equation.scalar
                            $"witness at {Show.numbers x}"
                            (reach scene)
                            (2.0 * (witness.Value(Points.ofRows [ x ]))[0])
                            (mean q (distance x) - mean p (distance x) + mean p Vectors.norm
                             - mean q Vectors.norm)

                    Equation.scalar
                        "loss of the Cramer critic"
                        (reach scene)
                        (mean p f - mean q f)
                        (Mmd.squared k p.Measure q.Measure + Mmd.inner k q.Measure q.Measure
                         - Mmd.inner k p.Measure p.Measure)
                ])

    let private cramerIsMmd: Law =
        Law.forAll
            {
                Name = "distance-cramer-loss"
                Statement = "The loss of the Cramer critic is MMD^2."
                Source = "BSAG18-4"
                Judge = judge
            }
            "distance"
            Scenes.any
            (fun scene ->
                let p, q = scene.P, scene.Q
                let f x = mean q (cramerAt x)

                [
                    Equation.scalar
                        "loss against MMD^2"
                        (reach scene)
                        (mean p f - mean q f)
                        (Mmd.squared Kernel.distance p.Measure q.Measure)
                ])

    // Masses of p and q differ by a factor 2.
    let private unequalMasses: Law =
        Law.forAll
            {
                Name = "distance-base-point"
                Statement = "|mu_p - 2 mu_q|^2 does not depend on the base point."
                Source = "BSAG18-4"
                Judge = judge
            }
            "distance, masses 1 and 2"
            Scenes.any
            (fun scene ->
                let p, q = scene.P.Measure, scene.Q.Measure

                let squared k =
                    Mmd.inner k p p - 4.0 * Mmd.inner k p q + 4.0 * Mmd.inner k q q

                let at = Array.create scene.Q.Dimension scene.Q.Spread

                [
                    Equation.scalar
                        "base point against the origin"
                        (reach scene + Vectors.norm at)
                        (squared (Kernel.distanceFrom at))
                        (squared Kernel.distance)
                ])

    let private distanceClaim: Claim =
        {
            Id = "BSAG18-4"
            Statement =
                "For the distance kernel k(x,y) = (|x-z|^b + |y-z|^b - |x-y|^b)/2, 0 < b < 2, MMD^2 does not depend on the base "
                + "point z and is half of 2 E|X-Y|^b - E|X-X'|^b - E|Y-Y'|^b, at b = 1 half the energy distance; the Cramer critic "
                + "|x-x'| - |x| equals |x'| - 2 k(x,x') with b = 1 and z = 0, so its loss is MMD^2 + E k(X,X') - E k(Y,Y'), X ~ q and "
                + "Y ~ p."
            Hypotheses = [ "both laws have mass one"; "moments of order b are finite" ]
            Source = "BSAG18"
            Page = "BSAG18-4.md"
            Property = [ basePoint Kernel.distanceOfFrom; energy 0.5; cramer cramerAt ]
            Necessity =
                [
                    basePoint (fun b at ->
                        Kernel.add
                            (Kernel.scale 0.5 (Kernel.distanceOfFrom b at))
                            (Kernel.scale 0.5 (Kernel.distanceOfFrom (0.5 * b) at)))
                    |> Law.rejects "half of the power with half of another"
                    unequalMasses |> Law.fails "With unequal masses the base point matters."
                    cramerIsMmd |> Law.fails "The loss of the Cramer critic is not MMD^2."
                    energy 1.0 |> Law.rejects "the energy distance without its half"
                    cramer distance |> Law.rejects "the critic |x-x'| without - |x|"
                ]
        }

    // -|x-y|^beta/2 with the library's profile, any beta.
    let private negativeHalf (beta: float) : Kernel =
        let profile =
            match (Kernel.distanceOf (min beta 2.0)).Terms with
            | [ KernelTerm.Based(_, profile, _) ] when beta <= 2.0 -> profile
            | _ -> NegativePowerProfile beta

        Kernel.part [ KernelTerm.Radial(1.0, profile) ] Kernel.distance

    // The same with a base point, of any power.
    let private basedAt (at: float[]) (beta: float) : Kernel =
        Kernel.part
            ((negativeHalf beta).Terms
             |> List.map (function
                 | KernelTerm.Radial(scale, profile) -> KernelTerm.Based(scale, profile, Some at)
                 | term -> term))
            Kernel.distance

    let private quadraticForm (beta: float) (centred: bool) : Law =
        Law.forAll
            {
                Name = "distance-conditionally-positive"
                Statement =
                    "- 1/2 sum_ij c_i c_j |x_i - x_j|^b >= 0, the form of the distance kernel of b with any base point."
                Source = "BSAG18-5"
                Judge =
                    Judge.AtMost(
                        1e-13,
                        "sums of at most 144 terms, each accurate to b (d + 4) + 4 ulp of the largest distance's power"
                    )
            }
            (if centred then
                 $"-|x-y|^{beta}, coefficients of sum 0"
             else
                 $"-|x-y|^{beta}, any coefficients")
            Scenes.any
            (fun scene ->
                let raw = Scene.Numbers scene.First scene.Q
                let shift = if centred then Array.average raw else 0.0
                let c = raw |> Array.map (fun v -> v - shift)
                let points = scene.Q.Points

                let form k =
                    Vectors.inner c (Pairwise.apply k points points c)

                let at = Array.create points.Dimension scene.Q.Spread

                let size =
                    float (c.Length * c.Length) * (2.0 * (reach scene + Vectors.norm at)) ** beta

                // By the library's sums of -|x-y|^b/2, by loops, and by the distance kernel, whose base terms drop out.
                let plain = form (negativeHalf beta)
                let x = Points.toRows points
                let mutable loops = 0.0

                for i in 0 .. c.Length - 1 do
                    for j in 0 .. c.Length - 1 do
                        loops <- loops - 0.5 * c[i] * c[j] * distancePower beta x[i] x[j]

                let based = form (basedAt at beta)

                [
                    Equation.scalar "0 against the form" size 0.0 plain
                    Equation.scalar "the form against loops" size plain loops
                    Equation.scalar "loops against the form" size loops plain

                    if centred then
                        Equation.scalar "the form against that with a base point" size plain based
                        Equation.scalar "the form with a base point against that without" size based plain
                ])

    let private powers = [ 0.25; 0.5; 1.0; 1.5; 1.9; 2.0 ]

    // P has half of its mass at each of m +- h, Q all of it at m: equal means.
    let private threePoints (squared: float -> float -> IMeasure -> IMeasure -> float) : Law =
        Law.forAll
            {
                Name = "distance-three-points"
                Statement =
                    "Of P, half at m - h and half at m + h, and Q, all at m, MMD^2 of the distance kernel of b is (4 - 2^b) |h|^b/4: "
                    + "positive below 2, where the kernel is characteristic, and 0 at 2, where it sees means alone."
                Source = "BSAG18-5"
                Judge = judge
            }
            "distance:b"
            Scenes.any
            (fun scene ->
                let m = scene.P.Points.Row 0
                let h = Array.init m.Length (fun k -> scene.P.Spread * (1.0 + float k))

                let at sign =
                    Array.map2 (fun a b -> a + sign * b) m h

                let p = Empirical.ofPoints (Points.ofRows [ at -1.0; at 1.0 ])
                let q = Empirical.ofPoints (Points.ofRows [ m ])

                [
                    for b in powers do
                        let length = Vectors.norm h

                        Equation.scalar
                            $"MMD^2 at b = {b}"
                            ((Vectors.norm m + 2.0 * length) ** b)
                            (squared b length p q)
                            ((4.0 - 2.0 ** b) / 4.0 * length ** b)
                ])

    let private powerEnergy (kernel: float -> Kernel) (powers: float list) : Law =
        Law.forAll
            {
                Name = "distance-power-energy"
                Statement =
                    "MMD^2 of the distance kernel of b is half of 2 E|X-Y|^b - E|X-X'|^b - E|Y-Y'|^b, with any base point; at b = 2 it "
                    + "is |E X - E Y|^2."
                Source = "BSAG18-5"
                Judge = judge
            }
            "distance:b"
            Scenes.any
            (fun scene ->
                let p, q = scene.P, scene.Q
                let at = Array.create q.Dimension q.Spread
                let gap = Array.map2 (-) (Measure.mean p.Measure) (Measure.mean q.Measure)

                [
                    for b in powers do
                        let ofPower p q =
                            mean p (fun x -> mean q (distancePower b x))

                        let half = ofPower p q - 0.5 * ofPower p p - 0.5 * ofPower q q
                        let size = (2.0 * (reach scene + Vectors.norm at)) ** b
                        Equation.scalar $"MMD^2 at b = {b}" size (Mmd.squared (kernel b) p.Measure q.Measure) half

                        if b <= 2.0 then
                            Equation.scalar
                                $"MMD^2 at b = {b} from a base point"
                                size
                                (Mmd.squared (Kernel.distanceOfFrom b at) p.Measure q.Measure)
                                half

                    Equation.scalar
                        "MMD^2 at b = 2 against the means"
                        ((2.0 * reach scene) ** 2.0)
                        (Mmd.squared (kernel 2.0) p.Measure q.Measure)
                        (Vectors.inner gap gap)
                ])

    let private positive: Claim =
        {
            Id = "BSAG18-5"
            Statement =
                "Every shipped kernel has positive semidefinite Gram matrices: sum_ij c_i c_j k(x_i, x_j) >= 0; "
                + "-|x-y|^b, 0 < b <= 2, only for coefficients of sum zero, and it becomes positive semidefinite "
                + "with a base point. MMD of that kernel tells any two laws apart exactly if b < 2."
            Hypotheses =
                [
                    "factors of sums are non-negative"
                    "for -|x-y|^b: sum_i c_i = 0"
                    "0 < b <= 2"
                    "for MMD of it: both laws have a moment of order b"
                ]
            Source = "BSAG18"
            Page = "BSAG18-5.md"
            Property =
                [
                    for kernel in Registry.kernels do
                        KernelLaws.symmetry Scenes.any kernel
                        KernelLaws.positiveSemidefinite Scenes.any kernel

                    KernelLaws.positiveSemidefinite (Scenes.inDimension 2) (Kernel.distanceFrom [| 1.0; -2.0 |])

                    for b in powers do
                        quadraticForm b true

                    powerEnergy Kernel.distanceOf powers
                    threePoints (fun b _ p q -> Mmd.squared (Kernel.distanceOf b) p q)
                ]
            Necessity =
                [
                    quadraticForm 1.0 false
                    |> Law.fails "The negative distance is not positive without the condition sum_i c_i = 0."

                    quadraticForm 2.5 true
                    |> Law.fails "Of a power above 2 the negative distance is not even conditionally positive."

                    threePoints (fun _ length p q -> Mmd.squared (Kernel.distanceOf 2.0) p q / length)
                    |> Law.fails "The distance kernel of 2 does not tell laws of equal means apart."

                    powerEnergy (fun b -> Kernel.scale 2.0 (Kernel.distanceOf b)) powers
                    |> Law.rejects "distance kernels of powers without their half"

                    for bad in KnownBad.all do
                        if bad.Law.Name = "kernel-psd" then
                            Law.fails $"Not a kernel: {bad.Flaw}." bad.Law
                ]
        }

    /// BSAG18-4, BSAG18-5.
    let all: Claim list = [ distanceClaim; positive ]

namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// Known-bad kernels.
[<RequireQualifiedAccess>]
module internal BadKernels =

    let private scenes = Scenes.any

    let private squared (x: float[]) (y: float[]) =
        Array.fold2 (fun t a b -> t + (a - b) * (a - b)) 0.0 x y

    let private noMixed (x: float[]) (_: float[]) =
        Array2D.zeroCreate<float> x.Length x.Length

    let private plain name value gradient =
        Kernel.ofFunctions name value gradient noMixed

    let private zeroGradient (x: float[]) (_: float[]) : float[] = Array.zeroCreate x.Length

    let private lopsided =
        plain "exp(-|x-y|^2/2) (1 + x_0/10)" (fun x y -> exp (-0.5 * squared x y) * (1.0 + 0.1 * x[0])) zeroGradient

    let negativeDistance =
        Kernel.radial "-|x-y|" (fun s -> -(sqrt s)) (fun s -> if s = 0.0 then 0.0 else -0.5 / sqrt s) (fun _ -> 0.0)

    let private sigmoid =
        plain "tanh(<x,y> - 1)" (fun x y -> tanh (Array.fold2 (fun t a b -> t + a * b) -1.0 x y)) zeroGradient

    let private cityBlock =
        plain "exp(-|x-y|_1)" (fun x y -> exp (-(Array.fold2 (fun t a b -> t + abs (a - b)) 0.0 x y))) zeroGradient

    let private profile name (first: float) (second: float) =
        Kernel.radial name (fun s -> exp (-0.5 * s)) (fun s -> first * -0.5 * exp (-0.5 * s)) (fun s ->
            second * 0.25 * exp (-0.5 * s))

    let all: KnownBad list =
        [
            Flaw.bad "a factor in x alone" (KernelLaws.symmetry scenes lopsided)
            Flaw.bad "-|x-y|, only conditionally positive" (KernelLaws.positiveSemidefinite scenes negativeDistance)
            Flaw.bad "a sigmoid" (KernelLaws.positiveSemidefinite scenes sigmoid)
            Flaw.bad "the sum norm instead of the Euclidean" (KernelLaws.isometry scenes cityBlock)
            Flaw.bad "an inner product, which sees translations" (KernelLaws.isometry scenes Kernel.poly3)
            Flaw.bad "the sum norm under rotation" (KernelLaws.rotation scenes cityBlock)
            Flaw.bad "gradient without its factor 2" (KernelLaws.gradient scenes (profile "half" 0.5 1.0))
            Flaw.bad "gradient with its sign flipped" (KernelLaws.gradient scenes (profile "flipped" -1.0 1.0))
            Flaw.bad "mixed derivatives without the second term" (KernelLaws.mixed scenes (profile "dropped" 1.0 0.0))
            Flaw.bad
                "mixed derivatives with the second term's sign flipped"
                (KernelLaws.mixed scenes (profile "sign" 1.0 -1.0))
            Flaw.bad "negative mixed derivatives" (KernelLaws.mixedPositive scenes (profile "negative" -1.0 -1.0))
        ]

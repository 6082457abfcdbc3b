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

    let private named name make : NamedKernel =
        let right = Registry.namedKernels |> List.find (fun named -> named.Name = name)

        { right with Make = make }

    // A Gaussian kernel of length s with the factors of phi' and phi'' in the squared distance as given.
    let private gaussian (first: float -> float) (second: float -> float) : RadialKernel =
        let right =
            Registry.radialKernels |> List.find (fun radial -> radial.Name = "gaussian")

        { right with
            Make =
                fun unit p ->
                    let s = unit * p
                    let value t = exp (-0.5 * t / (s * s))

                    Kernel.radial "slip" value (fun t -> first s * value t) (fun t -> second s * value t)
        }

    let all: KnownBad list =
        [
            Flaw.bad
                "a rational quadratic in 1/a for 1/(2a)"
                (KernelFormulaLaws.formula (
                    named "rational quadratic" (fun _ p ->
                        let a = p ** 0.15
                        Kernel.inverseMultiquadric (sqrt a) a)
                ))
            Flaw.bad
                "a Gaussian in 1/s^2 for 1/(2s^2)"
                (KernelFormulaLaws.formula (named "gaussian" (fun unit p -> Kernel.gaussian (unit * p / sqrt 2.0))))
            Flaw.bad
                "a Matern kernel without its sqrt 5"
                (KernelFormulaLaws.formula (named "matern52" (fun unit p -> Kernel.matern52 (unit * p * sqrt 5.0))))
            Flaw.bad
                "a distance kernel without its half"
                (KernelFormulaLaws.formula (named "distance" (fun _ _ -> Kernel.scale 2.0 Kernel.distance)))
            Flaw.bad
                "a gradient in units of the length"
                (KernelFormulaLaws.derivatives (gaussian (fun s -> -0.5 / s) (fun s -> 0.25 / (s * s))))
            Flaw.bad
                "mixed derivatives at x = y off by a millionth"
                (KernelFormulaLaws.derivatives (
                    gaussian (fun s -> -0.500001 / (s * s)) (fun s -> 0.25 / (s * s * s * s))
                ))
            Flaw.bad
                "a mixture in 1/a for 1/(2a)"
                (KernelFormulaLaws.mixture (fun a -> Kernel.inverseMultiquadric (sqrt a) a) "")
            Flaw.bad "a factor in x alone" (KernelLaws.symmetry scenes lopsided)
            Flaw.bad "-|x-y|, only conditionally positive" (KernelLaws.positiveSemidefinite scenes negativeDistance)
            Flaw.bad
                "a distance of the power 5/2"
                (KernelLaws.positiveSemidefinite
                    scenes
                    (Kernel.part
                        [ Extending.KernelTerm.Based(1.0, NegativePowerProfile 2.5, None) ]
                        (Kernel.named "distance:2.5" Kernel.distance)))
            Flaw.bad
                "a distance of the power beta in |x-y|^(2 beta)"
                (KernelFormulaLaws.formula (
                    named "distance of a power" (fun _ p -> Kernel.distanceOf (min 2.0 (4.0 * p / (1.0 + p))))
                ))
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
            Flaw.bad
                "mixed derivatives at x = y five percent too large"
                (KernelLaws.mixed
                    scenes
                    (Kernel.radial
                        "slip"
                        (fun s -> exp (-0.5 * s))
                        (fun s -> if s = 0.0 then -0.525 else -0.5 * exp (-0.5 * s))
                        (fun s -> 0.25 * exp (-0.5 * s))))
            Flaw.bad "negative mixed derivatives" (KernelLaws.mixedPositive scenes (profile "negative" -1.0 -1.0))
            Flaw.bad
                "a median over all pairs, each point with itself among them"
                (KernelFormulaLaws.median "" (fun x ->
                    let rows = Points.toRows x

                    let squares =
                        Array.allPairs rows rows
                        |> Array.map (fun (a, b) -> Vectors.squaredNorm (Array.map2 (-) a b))
                        |> Array.sort

                    sqrt squares[squares.Length / 2]))
            Flaw.bad
                "a tensor expression without its base point"
                (KernelTensorLaws.values
                    { KernelTensorLaws.library with
                        Matrix = fun x y _ -> -0.5 * Tensor.sqrt (Tensor.squaredDistances x y)
                    }
                    scenes
                    Kernel.distance)
            Flaw.bad
                "a diagonal of the value at 0"
                (KernelTensorLaws.values
                    { KernelTensorLaws.library with
                        Diagonal = fun x _ -> Tensor.fill [| x.Shape[0] |] 1.0
                    }
                    scenes
                    Kernel.poly3)
            Flaw.bad
                "a cusp smoothed by 1e-8"
                (KernelTensorLaws.values
                    { KernelTensorLaws.library with
                        Matrix = fun x y _ -> Tensor.exp (-(Tensor.sqrt (Tensor.squaredDistances x y + 1e-8)))
                    }
                    scenes
                    (Kernel.laplace 1.0))
            Flaw.bad
                "the speed of an embedding without its second derivatives"
                (KernelTensorLaws.speed
                    { KernelTensorLaws.library with
                        Speed =
                            fun x derivatives _ ->
                                let d = float x.Shape[1]

                                let slopes =
                                    Tensor.square (Tensor.sumAlong 1 (Tensor.square x) / d + 1.0) * (3.0 / d)

                                slopes
                                * (derivatives
                                   |> List.map (fun j -> Tensor.sumAlong 1 (Tensor.square j))
                                   |> List.reduce (+))
                    }
                    scenes
                    Kernel.poly3)
            Flaw.bad
                "the speed of an embedding by half"
                (KernelTensorLaws.speed
                    { KernelTensorLaws.library with
                        Speed = fun x derivatives kernel -> 0.5 * Kernel.embeddingSpeed x derivatives kernel
                    }
                    scenes
                    (Kernel.gaussian 1.0))
        ]

namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// The named kernels with their formulas.
[<AutoOpen>]
module internal RegisteredNamedKernels =

    let private sum (f: float -> float) (x: float[]) (y: float[]) =
        Array.fold2 (fun t a b -> t + f (a - b)) 0.0 x y

    let private squared x y = sum (fun v -> v * v) x y

    let private distance x y = sqrt (squared x y)

    let private product (x: float[]) (y: float[]) =
        Array.fold2 (fun t a b -> t + a * b) 0.0 x y

    let private rationalQuadratic (a: float) s = (1.0 + s / (2.0 * a)) ** -a

    // Exponents between 1/8 and 8.
    let private exponent (p: float) = p ** 0.15

    // Powers of the distance from 2^-19 to 2: 1 at p = 1.
    let private betaOf (p: float) = 2.0 * p / (1.0 + p)

    let private degree (p: float) = 1 + int (abs (System.Math.Log2 p)) % 4

    // Off the origin, at lengths of the unit.
    let private basePoint (unit: float) (p: float) (d: int) =
        Array.init d (fun k -> unit * (float (k + 1) / 3.0 + min p 4.0))

    let private based (unit: float) p (x: float[]) y =
        let z = basePoint unit p x.Length
        0.5 * (distance x z + distance y z - distance x y)

    let private mixture (exponents: float list) _ _ x y =
        exponents |> List.sumBy (fun a -> rationalQuadratic a (squared x y))

    let private fixedName (name: string) (kernel: Kernel) formula : NamedKernel =
        {
            Name = name
            Make = fun _ _ -> kernel
            Formula = formula
        }

    let private ofLength name (make: float -> Kernel) (formula: float -> float) : NamedKernel =
        {
            Name = name
            Make = fun unit p -> make (unit * p)
            Formula = fun unit p x y -> formula (distance x y / (unit * p))
        }

    let private radial name (make: float -> Kernel) (slope: float -> float) (bend: float -> float) : RadialKernel =
        {
            Name = name
            Make = fun unit p -> make (unit * p)
            Length = fun unit p -> unit * p
            Slope = fun _ rho -> slope rho
            Bend = fun _ rho -> bend rho
        }

    // (1 + rho^2)^(-b).
    let private power name (b: float -> float) make length : RadialKernel =
        let slope p (rho: float) =
            -2.0 * b p * (1.0 + rho * rho) ** (-(b p) - 1.0)

        {
            Name = name
            Make = make
            Length = length
            Slope = slope
            Bend =
                fun p rho ->
                    slope p rho
                    + 4.0 * b p * (b p + 1.0) * rho * rho * (1.0 + rho * rho) ** (-(b p) - 2.0)
        }

    /// The instances that every law is run on.
    [<RequireQualifiedAccess>]
    module Registry =

        /// The named kernels with their documented formulas; lengths run from 2^-20 to 2^20 of the clouds.
        let internal namedKernels: NamedKernel list =
            [
                ofLength "gaussian" Kernel.gaussian (fun r -> exp (-r * r / 2.0))
                ofLength "laplace" Kernel.laplace (fun r -> exp -r)
                ofLength "matern32" Kernel.matern32 (fun r -> (1.0 + sqrt 3.0 * r) * exp (-(sqrt 3.0) * r))
                ofLength "matern52" Kernel.matern52 (fun r ->
                    (1.0 + sqrt 5.0 * r + 5.0 * r * r / 3.0) * exp (-(sqrt 5.0) * r))
                {
                    Name = "rational quadratic"
                    Make = fun _ p -> Kernel.rationalQuadratic (exponent p)
                    Formula = fun _ p x y -> rationalQuadratic (exponent p) (squared x y)
                }
                {
                    Name = "inverse multiquadric"
                    Make = fun unit p -> Kernel.inverseMultiquadric (unit * p) (exponent p)
                    Formula =
                        fun unit p x y ->
                            let r = distance x y / (unit * p)
                            (1.0 + r * r) ** -(exponent p)
                }
                {
                    Name = "polynomial"
                    Make = fun _ p -> Kernel.polynomial (degree p)
                    Formula = fun _ p x y -> pown (product x y / float x.Length + 1.0) (degree p)
                }
                fixedName "poly3" Kernel.poly3 (fun _ _ x y -> pown (product x y / float x.Length + 1.0) 3)
                fixedName "dot" Kernel.dot (fun _ _ x y -> product x y)
                fixedName "distance" Kernel.distance (fun _ _ x y ->
                    let zero = Array.zeroCreate x.Length
                    0.5 * (distance x zero + distance y zero - distance x y))
                {
                    Name = "distance of a power"
                    Make = fun _ p -> Kernel.distanceOf (betaOf p)
                    Formula =
                        fun _ p x y ->
                            let zero = Array.zeroCreate x.Length
                            let power x y = distance x y ** betaOf p
                            0.5 * (power x zero + power y zero - power x y)
                }
                fixedName "rq-paper" Kernel.rqPaper (mixture [ 0.2; 0.5; 1.0; 2.0; 5.0 ])
                fixedName "rq-code" Kernel.rqCode (mixture [ 0.1; 1.0; 10.0 ])
                fixedName "rq-code*" Kernel.rqCodeStar (fun unit p x y ->
                    mixture [ 0.1; 1.0; 10.0 ] unit p x y + product x y)
                fixedName "rbf-mix" Kernel.rbfMix (fun _ _ x y ->
                    [ 2.0; 5.0; 10.0; 20.0; 40.0; 80.0 ]
                    |> List.sumBy (fun s -> exp (-(squared x y) / (2.0 * s * s))))
                fixedName
                    "2 laplace + dot"
                    (Kernel.add (Kernel.scale 2.0 (Kernel.laplace 1.0)) Kernel.dot)
                    (fun _ _ x y -> 2.0 * exp -(distance x y) + product x y)
            ]

        /// The named radial kernels by the derivatives of their profiles.
        let internal radialKernels: RadialKernel list =
            let root3, root5 = sqrt 3.0, sqrt 5.0

            [
                radial "gaussian" Kernel.gaussian (fun r -> -(exp (-r * r / 2.0))) (fun r ->
                    (r * r - 1.0) * exp (-r * r / 2.0))
                radial "laplace" Kernel.laplace (fun r -> -(exp -r) / r) (fun r -> exp -r)
                radial "matern32" Kernel.matern32 (fun r -> -3.0 * exp (-root3 * r)) (fun r ->
                    -3.0 * (1.0 - root3 * r) * exp (-root3 * r))
                radial "matern52" Kernel.matern52 (fun r -> -5.0 / 3.0 * (1.0 + root5 * r) * exp (-root5 * r)) (fun r ->
                    -5.0 / 3.0 * (1.0 + root5 * r - 5.0 * r * r) * exp (-root5 * r))
                power
                    "inverse multiquadric"
                    exponent
                    (fun unit p -> Kernel.inverseMultiquadric (unit * p) (exponent p))
                    (fun unit p -> unit * p)
                power "rational quadratic" exponent (fun _ p -> Kernel.rationalQuadratic (exponent p)) (fun _ p ->
                    sqrt (2.0 * exponent p))
            ]

        /// The distance kernel by the dimension, its base point off the origin.
        let internal distanceOffOrigin (d: int) : Kernel =
            Kernel.distanceFrom (basePoint 1.0 0.5 d)

        /// Its values by the formula, in the plane.
        let internal distanceInPlane: NamedKernel =
            {
                Name = "distance from a base point"
                Make = fun unit p -> Kernel.distanceFrom (basePoint unit p 2)
                Formula = based
            }

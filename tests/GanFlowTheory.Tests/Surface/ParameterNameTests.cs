using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Xunit;

namespace GanFlowTheory.Tests.Surface;

/// <summary>An error about an argument names the parameter that was given, as its caller sees it.</summary>
public sealed class ParameterNameTests
{
    // A value of a parameter that is fine nearly everywhere.
    private static object Fine(Type type) =>
        type == typeof(double) ? 0.5
        : type == typeof(int) ? 2
        : type == typeof(string) ? "x"
        : type == typeof(double[]) ? new[] { 0.5, 0.5 }
        : type == typeof(Seed) ? Seed.Create(1)
        : type == typeof(Kernel) ? Kernel.Gaussian(1)
        : type == typeof(Points) ? Points.OfRows([[0.0, 0.0], [1.0, 0.5], [0.5, 2.0]])
        : throw new InvalidOperationException($"{type} has no value here.");

    private static readonly HashSet<Type> Known =
        [typeof(double), typeof(int), typeof(string), typeof(double[]), typeof(Seed), typeof(Kernel), typeof(Points)];

    private static IEnumerable<object?> Bad(Type type) =>
        type == typeof(double) ? [double.NaN, double.NegativeInfinity, -1.0, 0.0]
        : type == typeof(int) ? [-7, 0]
        : type == typeof(double[]) ? [Array.Empty<double>(), new[] { double.NaN }, null]
        : type.IsValueType ? []
        : new object?[] { null };

    private static readonly MethodInfo[] Methods =
    [
        .. typeof(Flow).Assembly.GetExportedTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(method => !method.ContainsGenericParameters && !method.IsSpecialName)
            .Where(method => method.GetParameters() is { Length: > 0 } parameters
                && parameters.All(parameter => Known.Contains(parameter.ParameterType)))
            // Not of files: one bad argument of theirs is a file that is written.
            .Where(method => !method.GetParameters().Any(parameter => parameter.Name is "path" or "folder")),
    ];

    // "shape[1]" and "weights.Length" are of shape and of weights.
    private static string Root(string name) => name.Split('[', '.', ' ')[0];

    [Fact]
    public void Errors_name_the_parameters_of_the_method_that_was_called()
    {
        var (wrong, seen) = (new List<string>(), 0);

        foreach (var method in Methods)
        {
            var parameters = method.GetParameters();

            for (var at = 0; at < parameters.Length; at++)
            {
                foreach (var bad in Bad(parameters[at].ParameterType))
                {
                    var arguments = parameters.Select((parameter, i) => i == at ? bad : Fine(parameter.ParameterType)).ToArray();

                    try
                    {
                        method.Invoke(null, arguments);
                    }
                    catch (TargetInvocationException e) when (e.InnerException is ArgumentException { ParamName: { } name })
                    {
                        seen++;

                        if (parameters.All(parameter => parameter.Name != Root(name)))
                        {
                            wrong.Add($"{method.DeclaringType!.Name}.{method.Name}({parameters[at].Name}: {bad ?? "null"}) names '{name}'");
                        }
                    }
                    catch (TargetInvocationException e) when (e.InnerException is not NullReferenceException)
                    {
                        // Another kind of error, such as of a spelling.
                    }
                }
            }
        }

        // Most of what can be asked so answers at all.
        Assert.True(Methods.Length >= 100, $"{Methods.Length} methods");
        Assert.True(seen >= 200, $"{seen} errors");
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }
}

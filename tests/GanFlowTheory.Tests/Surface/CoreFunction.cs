using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.FSharp.Core;

namespace GanFlowTheory.Tests.Surface;

/// <summary>A public function or value of an F# module, under the name that F# users write.</summary>
/// <param name="Module">The module's last name: <c>Functional</c>, wherever its instances are written.</param>
/// <param name="Name">The name in the module.</param>
/// <param name="Parameters">The types it takes, in order.</param>
/// <param name="Result">The type it gives.</param>
internal sealed record CoreFunction(string Module, string Name, Type[] Parameters, Type Result)
{
    /// <summary>The F# assemblies.</summary>
    public static readonly Assembly[] Assemblies =
    [
        .. new[] { "Numerics", "Core", "Reports", "Laws" }.Select(name => Assembly.Load($"GanFlowTheory.{name}")),
    ];

    /// <summary>All of an assembly, overloads of instances in several files included.</summary>
    public static IEnumerable<CoreFunction> Of(Assembly assembly) =>
        from module in assembly.GetExportedTypes()
        where IsModule(module)
        from member in module.GetMembers(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
        where member is PropertyInfo or MethodInfo { IsSpecialName: false } && !member.Name.Contains('@')
        where member.GetCustomAttribute<CompilerGeneratedAttribute>() is null
        select member is MethodInfo method
            ? new CoreFunction(
                NameOf(module), member.Name, [.. method.GetParameters().Select(p => p.ParameterType)],
                method.ReturnType)
            : new CoreFunction(NameOf(module), member.Name, [], ((PropertyInfo)member).PropertyType);

    // Of the laws, C# sees what runs them and what comes of it: LawSuite.Registered runs those of module Registry, and
    // all other modules are laws and claims over generators of F# values, which LawSuite and Catalogue run by name.
    private static readonly HashSet<string> LawsInCSharp = ["Catalogue", "Claim", "Law", "Laws", "Verdict"];

    /// <summary>All that concerns C# users.</summary>
    public static IEnumerable<CoreFunction> Public() =>
        Assemblies.SelectMany(assembly => Of(assembly).Where(f =>
            assembly.GetName().Name != "GanFlowTheory.Laws" || LawsInCSharp.Contains(f.Module)));

    public static bool IsModule(Type type) =>
        type.GetCustomAttribute<CompilationMappingAttribute>()?.SourceConstructFlags == SourceConstructFlags.Module;

    /// <summary>The name without the suffix that the compiler gives a module beside a type of its name.</summary>
    public static string NameOf(Type module) =>
        module.Name.EndsWith("Module", StringComparison.Ordinal) ? module.Name[..^"Module".Length] : module.Name;

    public override string ToString() => $"{Module}.{Name}";
}

// The core's generic types as a world puts them together.
global using CorePaging = Osmosis.Memory.Paging.Paging<Osmosis.Memory.Paging.RecursiveTables<Osmosis.Simulation.SimulatedMachine>, Osmosis.Memory.Tests.Worlds.TestFrames>;
global using CoreSetup = Osmosis.Memory.Paging.PagingSetup<Osmosis.Simulation.SimulatedMachine, Osmosis.Memory.Tests.Worlds.TestFrames>;

{
  "targets": [
    {
      "target_name": "ranks",
      "sources": ["src/ranks.c", "src/map.c", "src/futex.c", "src/watch.c", "src/direct.c", "src/combine.c", "src/process.c"],
      "cflags": ["-O3", "-Wall", "-Wextra", "-Wno-unused-parameter"],
      "conditions": [["OS!='linux'", { "type": "none" }]]
    }
  ]
}

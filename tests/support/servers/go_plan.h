// Go's net/http: fixtures/servers/go/gates.go, compiled without any module from elsewhere.
#pragma once

#include "tests/support/servers/running_server.h"

namespace shakedown::testing_support {

inline ServerPlan GoPlan() {
  ServerPlan plan;
  plan.name = "go";
  plan.program = "go";
  plan.gates = {"request", "require", "verify-if-given", "require-and-verify"};
  plan.prepare = {
      {{"/usr/bin/go", "build", "-ldflags=-s -w", "-o", "@FOLDER@/gates", "@SOURCE@/go/gates.go"},
       {"GO111MODULE=off", "GOFLAGS=", "GOPROXY=off", "GOPATH=@FOLDER@/path",
        "GOCACHE=@FOLDER@/cache", "HOME=@FOLDER@"}}};
  Command serve{{"@FOLDER@/gates", "@PKI@"}, {}};
  for (const std::string& gate : plan.gates) serve.words.push_back(gate + "=@PORT:" + gate + "@");
  plan.commands = {serve};
  return plan;
}

}  // namespace shakedown::testing_support

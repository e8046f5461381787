// Fronts of a strict nginx: those that ask decide like the product that they are, the others are
// blamed whatever the client presents.
#include "tests/matrix/gates.h"

namespace shakedown::matrix {
namespace {

Gate Front(const std::string& name, Policy policy) {
  return Gate{"fronts", name, name, std::move(policy)};
}

Gate Blind(const std::string& name) {
  Gate gate = Front(name, {.absence = Absence::kNotAsked});
  gate.only = kFew;
  gate.always = "path.tls-terminated";
  return gate;
}

}  // namespace

std::vector<Gate> FrontGates() {
  Gate nginx = Front("nginx-asks", {.max_intermediates = 1});
  nginx.voice = Voice::kOneWord;
  nginx.enforced = "required-http";
  return {nginx,
          Front("haproxy-asks", {}),
          Front("apache-asks", {.max_intermediates = 0}),
          Blind("nginx-via"),
          Blind("haproxy"),
          Blind("haproxy-via"),
          Blind("apache"),
          Blind("apache-via")};
}

}  // namespace shakedown::matrix

#include "attempt/spec.h"

#include <gtest/gtest.h>

namespace shakedown::attempt {
namespace {

HandshakeSpec SpecFor(const char* host, uint16_t port = 443) {
  HandshakeSpec spec;
  spec.target.endpoint = {host, port};
  spec.request = HttpRequest{};
  return spec;
}

TEST(Spec, SniIsTheHostUnlessToldOtherwise) {
  HandshakeSpec spec = SpecFor("a.test");
  EXPECT_EQ(EffectiveSni(spec), "a.test");
  spec.sni = "b.test";
  EXPECT_EQ(EffectiveSni(spec), "b.test");
  spec.sni = "";
  EXPECT_EQ(EffectiveSni(spec), "");
}

TEST(Spec, SniNeverCarriesAnAddressOrATrailingDot) {
  EXPECT_EQ(EffectiveSni(SpecFor("127.0.0.1")), "");
  EXPECT_EQ(EffectiveSni(SpecFor("::1")), "");
  EXPECT_EQ(EffectiveSni(SpecFor("a.test.")), "a.test");
}

TEST(Spec, HostFieldHasThePortUnlessItIsTheDefault) {
  EXPECT_EQ(EffectiveHost(SpecFor("a.test")), "a.test");
  EXPECT_EQ(EffectiveHost(SpecFor("a.test", 8443)), "a.test:8443");
  EXPECT_EQ(EffectiveHost(SpecFor("::1")), "[::1]");
  EXPECT_EQ(EffectiveHost(SpecFor("::1", 4433)), "[::1]:4433");
  HandshakeSpec spec = SpecFor("a.test", 8443);
  spec.request->host = "b.test";
  EXPECT_EQ(EffectiveHost(spec), "b.test");
  spec.request.reset();
  EXPECT_EQ(EffectiveHost(spec), "");
}

}  // namespace
}  // namespace shakedown::attempt

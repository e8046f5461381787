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
  HandshakeSpec spec = SpecFor("a.test");
  for (const char* address : {"192.0.2.1", "2001:db8::1"}) {
    spec.sni = address;
    EXPECT_EQ(EffectiveSni(spec), "") << address;
  }
  // A name that is asked for in so many words is sent as it is: servers must cope with it.
  spec.sni = "A.test.";
  EXPECT_EQ(EffectiveSni(spec), "A.test.");
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

TEST(Spec, VersionsAreOneOrARange) {
  HandshakeSpec spec;
  EXPECT_TRUE(SetVersions("1.3", &spec));
  EXPECT_EQ(spec.min_version, tls::Version::kTls13);
  EXPECT_EQ(spec.max_version, tls::Version::kTls13);
  EXPECT_TRUE(SetVersions("1.2-1.3", &spec));
  EXPECT_EQ(spec.min_version, tls::Version::kTls12);
  EXPECT_EQ(spec.max_version, tls::Version::kTls13);
}

TEST(Spec, VersionsThatMakeNoSenseChangeNothing) {
  HandshakeSpec spec;
  for (const char* text : {"", "1.9", "1.3-1.2", "1.2-", "-1.3", "1.2 1.3"}) {
    EXPECT_FALSE(SetVersions(text, &spec)) << text;
  }
  EXPECT_EQ(spec, HandshakeSpec());
}

TEST(Spec, NoPhaseWaitsLongerThanTheWhole) {
  for (const int total : {1, 100, 3000, 15000, 60000}) {
    const Timeouts timeouts = TimeoutsWithin(Milliseconds(total));
    EXPECT_EQ(timeouts.total, Milliseconds(total));
    for (const Milliseconds phase :
         {timeouts.connect, timeouts.handshake, timeouts.verdict, timeouts.reply}) {
      EXPECT_LE(phase, timeouts.total);
      EXPECT_GT(phase, Milliseconds(0));
    }
  }
  EXPECT_EQ(TimeoutsWithin(Milliseconds(60000)).handshake, Milliseconds(20000));
}

}  // namespace
}  // namespace shakedown::attempt

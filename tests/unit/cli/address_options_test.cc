#include "cli/address_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/connection_options.h"

namespace shakedown::cli {
namespace {

using attempt::Endpoint;
using testing::HasSubstr;

const Endpoint kTarget{"gate.test", 8443};

ParsedOptions Parse(const Arguments& arguments) {
  po::options_description known;
  AddAddressOptions(&known);
  known.add_options()("sni", Text("NAME"), "");
  Result<ParsedOptions> options = ParseOptions(arguments, known, "");
  if (options) return *std::move(options);
  ADD_FAILURE() << options.error().Text();
  return {};
}

TEST(Addresses, WithoutOptionsTheUrlDecides) {
  const auto address = ReadAddress(Parse({}), kTarget);
  ASSERT_TRUE(address);
  EXPECT_EQ(*address, std::nullopt);
}

TEST(Addresses, ResolveNamesTheAddressOfTheUrlsHost) {
  const auto address = ReadAddress(Parse({"--resolve", "Gate.TEST:8443:[::1]"}), kTarget);
  ASSERT_TRUE(address) << address.error().Text();
  EXPECT_EQ(*address, (Endpoint{"::1", 8443}));
  const auto other = ReadAddress(Parse({"--resolve", "gate.test:443:127.0.0.1"}), kTarget);
  ASSERT_FALSE(other);
  EXPECT_THAT(other.error().message(), HasSubstr("the target is gate.test:8443"));
}

TEST(Addresses, OriginHasThePortOfTheUrlUnlessItNamesOne) {
  const std::pair<const char*, Endpoint> cases[] = {{"192.0.2.1", {"192.0.2.1", 8443}},
                                                    {"192.0.2.1:9443", {"192.0.2.1", 9443}},
                                                    {"::1", {"::1", 8443}},
                                                    {"[::1]:9443", {"::1", 9443}},
                                                    {"Origin.test", {"origin.test", 8443}}};
  for (const auto& [text, expected] : cases) {
    const auto address = ReadAddress(Parse({"--origin", text}), kTarget);
    ASSERT_TRUE(address) << text << ": " << address.error().Text();
    EXPECT_EQ(*address, expected) << text;
  }
  EXPECT_FALSE(ReadAddress(Parse({"--origin", "https://a.test/"}), kTarget));
}

TEST(Addresses, OneHandshakeGoesToOneOfThem) {
  const auto several = ReadAddress(Parse({"--resolve", "gate.test:8443:::1,::2"}), kTarget);
  ASSERT_FALSE(several);
  EXPECT_THAT(several.error().hint(), HasSubstr("--all-addresses"));
  EXPECT_FALSE(ReadAddress(
      Parse({"--resolve", "gate.test:8443:127.0.0.1", "--origin", "127.0.0.2"}), kTarget));
}

TEST(ServerName, IsANameInAsciiAndNeverAnAddress) {
  EXPECT_EQ(*ReadServerName(Parse({"--sni",
                                   "B\xc3\xbc"
                                   "cher.test"})),
            "xn--bcher-kva.test");
  EXPECT_EQ(*ReadServerName(Parse({"--sni", "Gate.test."})), "Gate.test.");
  EXPECT_EQ(*ReadServerName(Parse({"--sni="})), "");
  for (const char* address : {"192.0.2.1", "2001:db8::1"}) {
    EXPECT_FALSE(ReadServerName(Parse({"--sni", address}))) << address;
  }
}

}  // namespace
}  // namespace shakedown::cli

#include "cli/connection_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>

#include "cli/run_options.h"

namespace shakedown::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

ParsedOptions Parsed(const Arguments& arguments) {
  po::options_description options;
  AddTargetOptions(&options);
  AddSelectionOptions(&options);
  AddExecutionOptions(&options);
  auto parsed = ParseOptions(arguments, options, "");
  EXPECT_TRUE(parsed) << parsed.error().Text();
  return parsed ? *std::move(parsed) : ParsedOptions{};
}

Environment Holding(const std::map<std::string, std::string>& variables) {
  return [variables](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    return found->second;
  };
}

std::string CommandFor(const Arguments& arguments) {
  const auto run = ReadRunOptions(Parsed(arguments), {"suite.xml"});
  EXPECT_TRUE(run);
  return run ? run->command : "";
}

TEST(ProxyVariablesOf, AreThoseOfTheEnvironmentUnlessViaIsGiven) {
  const Environment environment =
      Holding({{"HTTPS_PROXY", "a:1"}, {"no_proxy", "b"}, {"http_proxy", "c:1"}, {"HOME", "/"}});
  EXPECT_EQ(ProxyVariablesOf(Parsed({}), environment),
            (attempt::ProxyVariables{{"HTTPS_PROXY", "a:1"}, {"no_proxy", "b"}}));
  for (const char* via : {"", "direct", "http://p.test:1"}) {
    EXPECT_TRUE(ProxyVariablesOf(Parsed({"--via", via}), environment).empty()) << via;
  }
}

TEST(ReadPath, IsTheOneOfVia) {
  const auto path = ReadPath(Parsed({"--via", "http://p.test:1 socks5h://q.test:2"}), {});
  ASSERT_TRUE(path);
  EXPECT_EQ(attempt::ToText(*path), "http://p.test:1 socks5h://q.test:2");
  const auto bad = ReadPath(Parsed({"--via", "http://bob:hunter2@p.test"}), {});
  ASSERT_FALSE(bad);
  EXPECT_THAT(bad.error().Text(), HasSubstr("--via"));
  EXPECT_THAT(bad.error().Text(), Not(HasSubstr("hunter2")));
}

TEST(ReproducingCommand, RepeatsSourcesOfPasswordsButNoPassword) {
  const std::string command =
      CommandFor({"--via", "http://bob:hunter2@p.test:1 socks5h://eve:env:EVE_PASS@q.test:2",
                  "--set", "second=https://bob:hunter2@p.test:1"});
  EXPECT_THAT(command, HasSubstr("http://bob:***@p.test:1 socks5h://eve:env:EVE_PASS@q.test:2"));
  EXPECT_THAT(command, HasSubstr("second=https://bob:***@p.test:1"));
  EXPECT_THAT(command, Not(HasSubstr("hunter2")));
}

TEST(ReproducingCommand, KeepsAnEmptyViaAgainstTheEnvironment) {
  EXPECT_THAT(CommandFor({"--via", ""}), HasSubstr("--via ''"));
}

}  // namespace
}  // namespace shakedown::cli

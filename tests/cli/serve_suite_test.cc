// serve --suite: a client is started for each connection, and what it does becomes verdicts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>

#include "core/file.h"
#include "tests/support/ports.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace shakedown {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing_support::ProgramResult;
using testing_support::RunProgram;
using testing_support::TemporaryFolder;

constexpr const char* kSuite = R"(<suite xmlns="urn:shakedown:suite:1" name="small">
  <identities>
    <identity id="alice" mint="good"/>
  </identities>
  <client-case id="presents" title="It presents" tls="1.2 1.3">
    <connection identity="alice"/>
    <expect client="presented"><answer identity="alice" offered-scheme="yes" exit="success"/></expect>
  </client-case>
  <client-case id="is-nobody" title="It is nobody">
    <connection/>
    <expect client="nothing"/>
  </client-case>
  <client-case id="is-picky" title="It leaves strangers alone">
    <connection identity="alice" announce="other"/>
    <expect client="nothing"/>
  </client-case>
  <client-case id="says-h2" title="It speaks HTTP/2">
    <connection offers="h2"/>
    <expect client="nothing"/>
  </client-case>
  <client-case id="never-comes" title="It reads its files first">
    <connection identity="alice" foreign-key="yes"/>
    <expect client="absent"><answer exit="failure"/></expect>
  </client-case>
</suite>
)";

/// s_client is on every machine that has the library. It says nothing about names.
constexpr const char* kClient =
    "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | openssl s_client -quiet -verify_return_error -CAfile "
    "{ca} "
    "${SHAKEDOWN_CERT:+-cert {cert} -key {key}} -connect {host}:{port}";

class ServeSuite : public testing::Test {
 protected:
  ServeSuite() { EXPECT_TRUE(WriteFile(folder_.File("small.xml"), kSuite)); }
  ProgramResult Serve(std::vector<std::string> words) {
    words.insert(words.begin(), {SHAKEDOWN_BINARY, "serve", "--suite", "small.xml"});
    return RunProgram(words, {"NO_COLOR=1"}, folder_.path(), Milliseconds(120000));
  }

  const TemporaryFolder folder_;
};

TEST_F(ServeSuite, JudgesEachCaseAndReportsAsRunDoes) {
  const ProgramResult result =
      Serve({"--drive", kClient, "--junit", "clients.xml", "--json", "clients.json"});
  EXPECT_EQ(result.exit_code, 1) << result.out << result.err;
  pugi::xml_document junit;
  ASSERT_TRUE(junit.load_file(folder_.File("clients.xml").c_str()));
  EXPECT_STREQ(junit.child("testsuites").attribute("tests").value(), "6");
  EXPECT_STREQ(junit.child("testsuites").attribute("failures").value(), "1");
  const auto text = ReadFile(folder_.File("clients.json"));
  ASSERT_TRUE(text);
  std::map<std::string, std::string> verdicts;
  const nlohmann::json report = nlohmann::json::parse(*text);
  for (const auto& test : report["suites"][0]["cases"]) {
    verdicts[test["id"]] = test["verdict"];
  }
  const std::map<std::string, std::string> expected = {
      {"small/presents[tls=1.2]", "passed"}, {"small/presents[tls=1.3]", "passed"},
      {"small/is-nobody", "passed"},         {"small/is-picky", "failed"},
      {"small/says-h2", "skipped"},          {"small/never-comes", "passed"}};
  EXPECT_EQ(verdicts, expected) << result.out;
  EXPECT_THAT(result.out, AllOf(HasSubstr("expected client nothing, observed presented"),
                                HasSubstr("the client does not offer h2")));
}

TEST_F(ServeSuite, SelectsCasesAndKeepsTheClientsFiles) {
  const ProgramResult result =
      Serve({"--drive", "true", "--filter", "*is-nobody*", "--material", "files"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.out, HasSubstr("observed absent"));
  for (const char* name : {"server-ca.pem", "client-ca.pem", "alice.pem", "alice.key", "alice.p12",
                           "alice-foreign.key"}) {
    EXPECT_TRUE(std::filesystem::exists(folder_.File("files/" + std::string(name)))) << name;
  }
}

TEST_F(ServeSuite, WritesSecretsOnlyWhereAskedAndWarns) {
  const ProgramResult result =
      Serve({"--drive", kClient, "--filter", "*presents*", "--keylog", "keys.log"});
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_THAT(result.err, HasSubstr("session secrets go to keys.log"));
  const auto keys = ReadFile(folder_.File("keys.log"));
  ASSERT_TRUE(keys);
  EXPECT_THAT(*keys, AllOf(HasSubstr("CLIENT_RANDOM "), HasSubstr("SERVER_TRAFFIC_SECRET_0 ")));
  EXPECT_THAT(result.out + result.err, Not(HasSubstr("TRAFFIC_SECRET")));
}

TEST_F(ServeSuite, TellsAClientThatIsNotThereOrDoesNotEnd) {
  const ProgramResult absent = Serve({"--drive", "no-such-client", "--filter", "*is-nobody*"});
  EXPECT_EQ(absent.exit_code, 3);
  EXPECT_THAT(absent.out, HasSubstr("was not found"));
  const ProgramResult slow =
      Serve({"--drive", "sleep 600", "--drive-timeout", "200ms", "--filter", "*is-nobody*"});
  EXPECT_EQ(slow.exit_code, 3);
  EXPECT_THAT(slow.out, HasSubstr("did not end within"));
}

TEST_F(ServeSuite, RefusesWhatTheSuiteSaysItself) {
  EXPECT_THAT(Serve({"--vary"}).err, HasSubstr("--vary does not go with --suite"));
  const ProgramResult server = RunProgram(
      {SHAKEDOWN_BINARY, "serve", "--suite", SHAKEDOWN_SOURCE_DIR "/scenarios/client-auth.xml"}, {},
      folder_.path());
  EXPECT_EQ(server.exit_code, 2);
  EXPECT_THAT(server.err, HasSubstr("'shakedown run' runs it"));
  const ProgramResult run = RunProgram({SHAKEDOWN_BINARY, "run", "small.xml"}, {}, folder_.path());
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("shakedown serve --suite"));
}

TEST_F(ServeSuite, WaitsForAClientThatSomebodyElseStarts) {
  const uint16_t port = testing_support::FreePorts(1)[0];
  const std::string address = "127.0.0.1:" + std::to_string(port);
  testing_support::Program serve({SHAKEDOWN_BINARY, "serve", "--suite", "small.xml", "--filter",
                                  "*is-nobody*", "--listen", address},
                                 {"NO_COLOR=1"}, folder_.path());
  ASSERT_TRUE(testing_support::WaitForListener(port, Deadline::After(Milliseconds(30000))));
  RunProgram({"sh", "-c", "openssl s_client -connect " + address + " </dev/null"}, {},
             folder_.path());
  const ProgramResult end = serve.Wait(Milliseconds(30000));
  EXPECT_EQ(end.exit_code, 0) << end.out << end.err;
  EXPECT_THAT(end.err, HasSubstr("Next: small/is-nobody: connect to https://localhost:" +
                                 std::to_string(port) + "/ with identity none"));
}

}  // namespace
}  // namespace shakedown
